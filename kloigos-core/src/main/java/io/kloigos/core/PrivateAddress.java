package io.kloigos.core;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Addresses that only this network, or this machine, can reach: what stands behind them may trust us. */
public final class PrivateAddress {
    private PrivateAddress() {}

    public static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean unique = address instanceof Inet6Address && (bytes[0] & 0xfe) == 0xfc;
        // 100.64.0.0/10, shared by a provider's customers, and 0.0.0.0/8
        boolean shared = bytes.length == 4 && (bytes[0] == 100 && (bytes[1] & 0xc0) == 64 || bytes[0] == 0);
        return unique
                || shared
                || address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
    }
}
