package io.kloigos.http.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads IP addresses; never asks anybody for a name. */
public final class IpAddresses {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    /** What has a colon is no name: the JDK takes it for an address or for nothing. */
    private static final Pattern LITERAL =
            Pattern.compile(OCTET + "(\\." + OCTET + "){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]{1,43}");

    private IpAddresses() {}

    /** Empty for what is none. */
    public static Optional<InetAddress> parse(String text) {
        if (!LITERAL.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
