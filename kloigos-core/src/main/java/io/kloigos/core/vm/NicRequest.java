package io.kloigos.core.vm;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.NicModel;
import org.jspecify.annotations.Nullable;

/**
 * An interface of a VM to be made.
 *
 * @param network the libvirt network that it is on
 * @param model null for virtio
 * @param mac null for one that is derived from the VM's id
 * @param address the IP address that is kept for it on that network; null for any
 */
public record NicRequest(
        String network,
        @Nullable NicModel model,
        @Nullable String mac,
        @Nullable String address) {
    private static final String MAC = "[0-9a-fA-F][02468aceACE](:[0-9a-fA-F]{2}){5}";

    public NicRequest {
        new Checks()
                .hostname("network", network)
                .that(mac == null || mac.matches(MAC), "mac", "must be a unicast MAC address such as 52:54:00:12:34:56")
                .that(address == null || address.matches("[0-9a-fA-F:.]{2,45}"), "address", "must be an IP address")
                .done();
    }

    public static NicRequest on(String network) {
        return new NicRequest(network, null, null, null);
    }
}
