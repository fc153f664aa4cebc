package io.kloigos.ssh.network;

import io.kloigos.core.hypervisor.FilterRule;
import io.kloigos.core.hypervisor.FilterRule.Direction;
import io.kloigos.core.hypervisor.FilterRule.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A rule in libvirt's words (https://libvirt.org/formatnwfilter.html).
 *
 * @param attributes of the protocol's element, in their order
 */
public record FilterLine(String direction, String protocol, Map<String, String> attributes) {
    /** One for IPv4, and one for IPv6 where the rule names no network. */
    static List<FilterLine> of(FilterRule rule) {
        List<FilterLine> lines = new ArrayList<>(List.of(line(rule, "")));
        if (rule.cidr() == null) {
            lines.add(line(rule, "-ipv6"));
        }
        return lines;
    }

    private static FilterLine line(FilterRule rule, String family) {
        Map<String, String> attributes = new LinkedHashMap<>();
        if (rule.cidr() != null) {
            String side = rule.direction() == Direction.IN ? "src" : "dst";
            String[] parts = rule.cidr().split("/", 2);
            attributes.put(side + "ipaddr", parts[0]);
            attributes.put(side + "ipmask", parts[1]);
        }
        if (rule.firstPort() != null && rule.lastPort() != null) {
            attributes.put("dstportstart", rule.firstPort().toString());
            attributes.put("dstportend", rule.lastPort().toString());
        }
        String protocol = rule.protocol().name().toLowerCase(Locale.ROOT);
        boolean pings = rule.protocol() == Protocol.ICMP && !family.isEmpty();
        return new FilterLine(
                rule.direction().name().toLowerCase(Locale.ROOT), pings ? "icmpv6" : protocol + family, attributes);
    }
}
