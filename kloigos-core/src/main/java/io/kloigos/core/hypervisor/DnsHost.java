package io.kloigos.core.hypervisor;

import java.util.List;

/** Names that a network's DNS answers with an address. */
public record DnsHost(String ip, List<String> hostnames) {
    public DnsHost {
        hostnames = List.copyOf(hostnames);
    }
}
