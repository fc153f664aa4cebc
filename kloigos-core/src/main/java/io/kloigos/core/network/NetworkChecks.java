package io.kloigos.core.network;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.DhcpRange;
import io.kloigos.core.hypervisor.DnsHost;
import io.kloigos.core.hypervisor.NetworkMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may be asked of a network. */
final class NetworkChecks {
    private static final Pattern BRIDGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");
    private static final int MOST_DNS_HOSTS = 256;

    private final Checks checks = new Checks();

    NetworkChecks name(String name) {
        checks.hostname("name", name).that(name.length() <= 50, "name", "must have at most 50 characters");
        return this;
    }

    NetworkChecks cidr(NetworkMode mode, @Nullable String cidr) {
        if (cidr == null) {
            checks.that(!mode.isServedByHost(), "cidr", "is required with mode " + mode.word());
            return this;
        }
        Optional<Ipv4Cidr> parsed = Ipv4Cidr.parse(cidr);
        checks.that(parsed.isPresent(), "cidr", "must be an IPv4 network such as 10.5.0.0/24, without host bits");
        parsed.ifPresent(
                it -> checks.that(it.prefix() >= 8 && it.prefix() <= 30, "cidr", "must be between a /8 and a /30"));
        return this;
    }

    NetworkChecks bridge(NetworkMode mode, @Nullable String bridge, @Nullable Integer vlanId) {
        boolean made = mode == NetworkMode.BRIDGE && vlanId != null;
        if (bridge == null) {
            checks.that(
                    mode.isServedByHost() || made,
                    "bridge",
                    "is required with mode " + mode.word() + ": name a bridge that the host has"
                            + (mode == NetworkMode.BRIDGE ? ", or a vlan_id to have one made" : ""));
        } else {
            checks.that(
                            BRIDGE.matcher(bridge).matches(),
                            "bridge",
                            "must be the name of a bridge: at most 15 letters, digits, '_', '.' and '-'")
                    .that(!made, "bridge", "must be left out with a vlan_id: the bridge is made for that VLAN");
        }
        return this;
    }

    NetworkChecks vlan(NetworkMode mode, @Nullable Integer vlanId) {
        if (vlanId != null) {
            checks.range("vlan_id", vlanId, 1, 4094)
                    .that(
                            mode == NetworkMode.OVS || mode == NetworkMode.BRIDGE,
                            "vlan_id",
                            "is carried by the modes ovs and bridge only");
        }
        return this;
    }

    NetworkChecks dhcp(NetworkMode mode, @Nullable String cidr, @Nullable DhcpChoice dhcp) {
        if (dhcp == null || !dhcp.on()) {
            return this;
        }
        checks.that(
                mode.isServedByHost(),
                "dhcp",
                "must be false with mode " + mode.word() + ": the host serves no addresses there");
        DhcpRange only = dhcp.only();
        if (only != null && cidr != null) {
            Ipv4Cidr.parse(cidr).ifPresent(net -> range(net, only));
        }
        return this;
    }

    private void range(Ipv4Cidr net, DhcpRange range) {
        OptionalLong start = Ipv4Cidr.number(range.start());
        OptionalLong end = Ipv4Cidr.number(range.end());
        checks.that(isFree(net, range.start()), "dhcp.start", addressRule(net))
                .that(isFree(net, range.end()), "dhcp.end", addressRule(net))
                .that(
                        start.isEmpty() || end.isEmpty() || start.getAsLong() <= end.getAsLong(),
                        "dhcp.end",
                        "must not be below start");
    }

    private static boolean isFree(Ipv4Cidr net, String address) {
        return net.isForMachines(address) && !address.equals(net.gateway());
    }

    private static String addressRule(Ipv4Cidr net) {
        return "must be an address of " + net + " other than its first two and its last";
    }

    NetworkChecks domain(NetworkMode mode, @Nullable String domain) {
        if (domain != null) {
            checks.hostname("domain", domain).that(mode.isServedByHost(), "domain", served(mode));
        }
        return this;
    }

    NetworkChecks dns(NetworkMode mode, @Nullable List<DnsHost> dns) {
        if (dns == null || dns.isEmpty()) {
            return this;
        }
        checks.that(mode.isServedByHost(), "dns", served(mode))
                .that(dns.size() <= MOST_DNS_HOSTS, "dns", "must have at most " + MOST_DNS_HOSTS + " entries")
                .that(dns.stream().map(DnsHost::ip).distinct().count() == dns.size(), "dns", "names an ip twice");
        for (int i = 0; i < dns.size(); i++) {
            String field = "dns[" + i + "]";
            checks.that(Ipv4Cidr.number(dns.get(i).ip()).isPresent(), field + ".ip", "must be an IPv4 address")
                    .that(!dns.get(i).hostnames().isEmpty(), field + ".hostnames", "must not be empty");
            dns.get(i).hostnames().forEach(name -> checks.hostname(field + ".hostnames", name));
        }
        return this;
    }

    private static String served(NetworkMode mode) {
        return "is not possible with mode " + mode.word() + ": the host serves no names there";
    }

    void done() {
        checks.done();
    }
}
