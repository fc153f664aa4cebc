package io.kloigos.core.network;

import io.kloigos.core.hypervisor.DnsHost;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to change of a network; null leaves it as it is. */
public record NetworkChange(
        @Nullable Boolean autostart,
        @Nullable DhcpChoice dhcp,
        @Nullable List<DnsHost> dns) {
    public NetworkChange {
        dns = dns == null ? null : List.copyOf(dns);
    }
}
