package io.kloigos.http.connection;

import io.kloigos.core.KloigosException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The reverse proxies that are believed when they say for whom they ask.
 *
 * @param blocks where they are
 */
public record TrustedProxies(List<Block> blocks) {
    /** Nobody is believed. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    /** Of no other form: a name would be looked up. */
    private static final Pattern LITERAL =
            Pattern.compile(OCTET + "(\\." + OCTET + "){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    public TrustedProxies {
        blocks = List.copyOf(blocks);
    }

    /** Of addresses and CIDR blocks, IPv4 or IPv6, such as {@code 127.0.0.1} and {@code fd00::/8}; {@code INVALID} for others. */
    public static TrustedProxies of(Collection<String> texts) {
        return new TrustedProxies(texts.stream().map(TrustedProxies::block).toList());
    }

    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    public boolean contains(InetAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    /** An address in digits; empty for everything else. */
    static Optional<InetAddress> address(String text) {
        if (!LITERAL.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static Block block(String text) {
        int slash = text.indexOf('/');
        InetAddress first = address(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> invalid(text));
        int longest = first.getAddress().length * Byte.SIZE;
        String prefix = slash < 0 ? String.valueOf(longest) : text.substring(slash + 1);
        if (!prefix.matches("\\d{1,3}") || Integer.parseInt(prefix) > longest) {
            throw invalid(text);
        }
        return new Block(first, Integer.parseInt(prefix));
    }

    private static KloigosException invalid(String text) {
        return KloigosException.invalid(
                "trusted-proxy", "must be an address or a block such as 10.0.0.0/8, not " + text);
    }

    /**
     * Addresses that begin alike.
     *
     * @param prefix how many bits of them are those of the first
     */
    public record Block(InetAddress first, int prefix) {
        boolean contains(InetAddress address) {
            byte[] one = first.getAddress();
            byte[] other = address.getAddress();
            if (one.length != other.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit++) {
                int mask = 0x80 >> bit % Byte.SIZE;
                if (((one[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
