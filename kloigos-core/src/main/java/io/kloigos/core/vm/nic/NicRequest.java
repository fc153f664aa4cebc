package io.kloigos.core.vm.nic;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.NicModel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A network interface to be plugged into a VM.
 *
 * @param model null for virtio
 * @param mac null for one of its own
 * @param address the IP address that the network is to keep for it; null for any
 */
public record NicRequest(
        String network,
        @Nullable NicModel model,
        @Nullable String mac,
        @Nullable String address) {
    /** One with whatever address it gets. */
    public NicRequest(String network, @Nullable NicModel model, @Nullable String mac) {
        this(network, model, mac, null);
    }

    public NicRequest {
        new Checks()
                .hostname("network", network)
                .that(
                        mac == null || mac.matches("[0-9a-fA-F][02468aceACE](:[0-9a-fA-F]{2}){5}"),
                        "mac",
                        "must be a unicast MAC address such as 52:54:00:12:34:56")
                .done();
        mac = mac == null ? null : mac.toLowerCase(Locale.ROOT);
    }
}
