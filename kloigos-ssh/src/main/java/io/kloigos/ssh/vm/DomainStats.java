package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.DomainFigures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * {@code virsh domstats} (https://libvirt.org/manpages/virsh.html#domstats): a line {@code Domain: 'NAME'}, then lines
 * {@code field=value} which start with blanks. What is not told is 0.
 */
public final class DomainStats {
    private static final String HEADING = "Domain: '";

    private final String name;
    private final Map<String, String> fields = new HashMap<>();

    private DomainStats(String name) {
        this.name = name;
    }

    /**
     * The figures of the domains that the rows have a UUID for.
     *
     * @param rows {@code virsh list --uuid --name}
     */
    public static List<DomainFigures> read(String domstats, String rows) {
        Map<String, UUID> uuids = new HashMap<>();
        DomainRows.read(rows).forEach(row -> uuids.put(row.name(), UUID.fromString(row.uuid())));
        List<DomainFigures> figures = new ArrayList<>();
        for (DomainStats stats : all(domstats)) {
            UUID uuid = uuids.get(stats.name);
            if (uuid != null) {
                figures.add(stats.figures(uuid));
            }
        }
        return figures;
    }

    private static List<DomainStats> all(String text) {
        List<DomainStats> all = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(HEADING) && line.length() > HEADING.length() && line.endsWith("'")) {
                all.add(new DomainStats(line.substring(HEADING.length(), line.length() - 1)));
            } else if (line.startsWith("  ") && !all.isEmpty()) {
                all.get(all.size() - 1).add(line.strip());
            }
        }
        return all;
    }

    private void add(String field) {
        int equals = field.indexOf('=');
        if (equals > 0) {
            fields.put(field.substring(0, equals), field.substring(equals + 1));
        }
    }

    private DomainFigures figures(UUID uuid) {
        return new DomainFigures(
                uuid,
                name,
                DomainState.ofNumber((int) number("state.state")),
                (int) number("vcpu.current"),
                number("cpu.time"),
                number("balloon.current") << 10,
                number("balloon.rss") << 10,
                sum("block", "rd.bytes"),
                sum("block", "wr.bytes"),
                sum("block", "rd.reqs"),
                sum("block", "wr.reqs"),
                sum("net", "rx.bytes"),
                sum("net", "tx.bytes"));
    }

    /** Over the devices of a kind: {@code block.0.rd.bytes}, {@code block.1.rd.bytes}, … */
    private long sum(String kind, String figure) {
        long sum = 0;
        for (int i = 0; fields.containsKey(kind + "." + i + ".name"); i++) {
            sum += number(kind + "." + i + "." + figure);
        }
        return sum;
    }

    private long number(String field) {
        try {
            return Long.parseLong(fields.getOrDefault(field, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
