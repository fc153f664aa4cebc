package io.kloigos.http.network;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.DnsHost;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Names that a network's DNS answers with an address. */
@Schema(name = "DnsHost")
record DnsHostJson(@Nullable String ip, @Nullable List<String> hostnames) {
    DnsHostJson {
        new Checks()
                .that(ip != null, "dns.ip", "is required")
                .that(hostnames != null, "dns.hostnames", "is required")
                .done();
    }

    static DnsHostJson of(DnsHost host) {
        return new DnsHostJson(host.ip(), host.hostnames());
    }

    static @Nullable List<DnsHost> hosts(@Nullable List<DnsHostJson> dns) {
        return dns == null
                ? null
                : dns.stream()
                        .map(each -> new DnsHost(
                                Objects.requireNonNull(each.ip()), Objects.requireNonNull(each.hostnames())))
                        .toList();
    }
}
