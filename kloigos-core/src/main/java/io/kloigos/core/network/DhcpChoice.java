package io.kloigos.core.network;

import io.kloigos.core.hypervisor.DhcpRange;
import org.jspecify.annotations.Nullable;

/**
 * Whether a network's DHCP gives addresses to whoever asks, and which.
 *
 * @param only the addresses to give; null for all that machines may have
 */
public record DhcpChoice(boolean on, @Nullable DhcpRange only) {
    public static final DhcpChoice ON = new DhcpChoice(true, null);
    public static final DhcpChoice OFF = new DhcpChoice(false, null);

    @Nullable
    DhcpRange range(@Nullable String cidr) {
        if (!on || cidr == null) {
            return null;
        }
        return only == null ? Ipv4Cidr.parse(cidr).map(Ipv4Cidr::wholeRange).orElse(null) : only;
    }
}
