package io.kloigos.ssh.network;

import java.util.Optional;
import java.util.OptionalLong;

/** IPv4 networks out of an address and a mask or a prefix length. */
final class Ipv4Network {
    private Ipv4Network() {}

    /** Such as {@code 192.168.122.0/24}; empty when the parts make no network. */
    static Optional<String> of(String address, String netmask, String prefix) {
        OptionalLong number = parse(address);
        int length = netmask.isEmpty() ? prefixLength(prefix) : lengthOf(netmask);
        if (number.isEmpty() || length < 0) {
            return Optional.empty();
        }
        long mask = length == 0 ? 0 : 0xffffffffL << (32 - length) & 0xffffffffL;
        long network = number.getAsLong() & mask;
        return Optional.of((network >> 24) + "." + (network >> 16 & 255) + "." + (network >> 8 & 255) + "."
                + (network & 255) + "/" + length);
    }

    private static int prefixLength(String prefix) {
        if (!prefix.matches("\\d{1,2}")) {
            return -1;
        }
        int length = Integer.parseInt(prefix);
        return length <= 32 ? length : -1;
    }

    private static int lengthOf(String netmask) {
        OptionalLong mask = parse(netmask);
        if (mask.isEmpty()) {
            return -1;
        }
        int length = Long.bitCount(mask.getAsLong());
        boolean contiguous = mask.getAsLong() == (length == 0 ? 0 : 0xffffffffL << (32 - length) & 0xffffffffL);
        return contiguous ? length : -1;
    }

    private static OptionalLong parse(String address) {
        if (!address.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return OptionalLong.empty();
        }
        long number = 0;
        for (String part : address.split("\\.", -1)) {
            int octet = Integer.parseInt(part);
            if (octet > 255) {
                return OptionalLong.empty();
            }
            number = number << 8 | octet;
        }
        return OptionalLong.of(number);
    }
}
