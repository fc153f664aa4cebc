package io.kloigos.core.network;

import io.kloigos.core.hypervisor.DhcpRange;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * An IPv4 network such as {@code 10.5.0.0/24}.
 *
 * @param first its first address, which names it
 */
public record Ipv4Cidr(long first, int prefix) {
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /** Empty for what is none, and for one with bits set behind its prefix. */
    public static Optional<Ipv4Cidr> parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2 || !parts[1].matches("\\d{1,2}")) {
            return Optional.empty();
        }
        OptionalLong first = number(parts[0]);
        int prefix = Integer.parseInt(parts[1]);
        if (first.isEmpty() || prefix > 32) {
            return Optional.empty();
        }
        Ipv4Cidr cidr = new Ipv4Cidr(first.getAsLong(), prefix);
        return (cidr.first & (cidr.size() - 1)) == 0 ? Optional.of(cidr) : Optional.empty();
    }

    /** An address as a number; empty for what is none. */
    public static OptionalLong number(String address) {
        if (!ADDRESS.matcher(address).matches()) {
            return OptionalLong.empty();
        }
        long number = 0;
        for (String part : address.split("\\.", -1)) {
            int octet = Integer.parseInt(part);
            if (octet > 255 || part.length() > 1 && part.startsWith("0")) {
                return OptionalLong.empty();
            }
            number = number << 8 | octet;
        }
        return OptionalLong.of(number);
    }

    static String address(long number) {
        return (number >> 24) + "." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255);
    }

    private long size() {
        return 1L << (32 - prefix);
    }

    /** Its last address, the one for broadcasts. */
    long last() {
        return first + size() - 1;
    }

    boolean overlaps(Ipv4Cidr other) {
        return first <= other.last() && other.first <= last();
    }

    boolean contains(String address) {
        OptionalLong number = number(address);
        return number.isPresent() && number.getAsLong() >= first && number.getAsLong() <= last();
    }

    /** Whether a machine may have the address: neither the first nor the last one. */
    boolean isForMachines(String address) {
        return contains(address)
                && number(address).getAsLong() != first
                && number(address).getAsLong() != last();
    }

    /** The address that a host takes for itself. */
    String gateway() {
        return address(first + 1);
    }

    /** Everything that a machine may have but the host's own address. */
    DhcpRange wholeRange() {
        return new DhcpRange(address(first + 2), address(last() - 1));
    }

    @Override
    public String toString() {
        return address(first) + "/" + prefix;
    }
}
