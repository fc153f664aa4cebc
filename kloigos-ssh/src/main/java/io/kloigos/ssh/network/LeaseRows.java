package io.kloigos.ssh.network;

import io.kloigos.core.hypervisor.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Guest addresses in {@code virsh net-dhcp-leases} and {@code virsh domifaddr}. virsh has them in tables only; what we
 * take from a row is three neighbouring words that nothing else looks like: a MAC address, {@code ipv4} or {@code ipv6},
 * and an address with its prefix length. A further address of the same interface has a dash for its MAC.
 */
public final class LeaseRows {
    private static final Pattern MAC = Pattern.compile("([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}");
    private static final Pattern FAMILY = Pattern.compile("ipv[46]");
    private static final Pattern CIDR = Pattern.compile("[0-9a-fA-F.:]+/\\d{1,3}");

    private LeaseRows() {}

    /** The addresses in {@code domifaddr}, without prefix length. */
    public static List<String> addresses(String table) {
        return read("", table).stream().map(Lease::address).distinct().toList();
    }

    /** The leases in {@code net-dhcp-leases} of that network. */
    static List<Lease> read(String network, String table) {
        List<Lease> leases = new ArrayList<>();
        String mac = "";
        for (String row : table.lines().toList()) {
            String[] words = row.strip().split("\\s+");
            for (int i = 0; i + 2 < words.length; i++) {
                boolean further = words[i].equals("-") && !mac.isEmpty();
                if ((MAC.matcher(words[i]).matches() || further)
                        && FAMILY.matcher(words[i + 1]).matches()
                        && CIDR.matcher(words[i + 2]).matches()) {
                    mac = further ? mac : words[i].toLowerCase(Locale.ROOT);
                    String address = words[i + 2].substring(0, words[i + 2].indexOf('/'));
                    leases.add(new Lease(network, mac, address, hostname(words, i + 3)));
                    break;
                }
            }
        }
        return List.copyOf(leases);
    }

    /** The next to last column, a dash when the guest gave none. */
    private static @Nullable String hostname(String[] words, int at) {
        return at + 1 < words.length && !words[at].equals("-") ? words[at] : null;
    }
}
