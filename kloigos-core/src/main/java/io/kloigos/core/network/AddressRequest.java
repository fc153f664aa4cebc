package io.kloigos.core.network;

import io.kloigos.core.Checks;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address to keep for an interface.
 *
 * @param hostId null when the network's id alone says which one is meant
 * @param mac null for that of the VM's first interface on the network
 * @param address null for any that is free
 * @param hostname that the network's DNS knows it by; null for none
 * @param vmId whose interface it is; null when that is not known here
 */
public record AddressRequest(
        UUID networkId,
        @Nullable String hostId,
        @Nullable String mac,
        @Nullable String address,
        @Nullable String hostname,
        @Nullable UUID vmId) {
    private static final Pattern MAC = Pattern.compile("[0-9a-f][02468ace](:[0-9a-f]{2}){5}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    public AddressRequest {
        mac = mac == null ? null : mac.toLowerCase(Locale.ROOT);
        new Checks()
                .that(mac != null || vmId != null, "mac", "is required, or vm_id")
                .that(
                        mac == null || MAC.matcher(mac).matches(),
                        "mac",
                        "must be a unicast MAC address such as 52:54:00:12:34:56")
                .that(
                        address == null || Ipv4Cidr.number(address).isPresent(),
                        "address",
                        "must be an IPv4 address such as 10.5.0.7")
                .that(
                        hostname == null || LABEL.matcher(hostname).matches(),
                        "hostname",
                        "must be one label: at most 63 letters, digits and '-', none of those at its ends")
                .done();
    }
}
