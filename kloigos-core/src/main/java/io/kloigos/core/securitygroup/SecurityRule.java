package io.kloigos.core.securitygroup;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.FilterRule;
import io.kloigos.core.network.Ipv4Cidr;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Traffic that the members of a group may have.
 *
 * @param ports one port or a range, such as {@code 22} or {@code 8000-8100}; null for all
 * @param cidr the other side; null for any
 */
public record SecurityRule(
        FilterRule.Direction direction,
        FilterRule.Protocol protocol,
        @Nullable String ports,
        @Nullable String cidr) {
    private static final Pattern PORTS = Pattern.compile("\\d{1,5}(-\\d{1,5})?");

    public SecurityRule {
        boolean hasPorts = protocol == FilterRule.Protocol.TCP || protocol == FilterRule.Protocol.UDP;
        new Checks()
                .that(ports == null || hasPorts, "rules.ports", "go with tcp and udp only")
                .that(
                        ports == null || isRange(ports),
                        "rules.ports",
                        "must be a port or a range between 1 and 65535, such as 22 or 8000-8100")
                .that(
                        cidr == null || Ipv4Cidr.parse(cidr).isPresent(),
                        "rules.cidr",
                        "must be an IPv4 network such as 10.0.0.0/8, without host bits")
                .done();
    }

    private static boolean isRange(String ports) {
        return PORTS.matcher(ports).matches()
                && end(ports, 0) >= 1
                && end(ports, 0) <= end(ports, 1)
                && end(ports, 1) <= 65_535;
    }

    /** The first or the second of a range; of a single port it is the same. */
    private static int end(String ports, int which) {
        String[] ends = ports.split("-", -1);
        return Integer.parseInt(ends[Math.min(which, ends.length - 1)]);
    }

    FilterRule filter() {
        return new FilterRule(
                direction, protocol, ports == null ? null : end(ports, 0), ports == null ? null : end(ports, 1), cidr);
    }
}
