package io.kloigos.core.network;

import io.kloigos.core.hypervisor.DhcpRange;
import io.kloigos.core.hypervisor.DnsHost;
import io.kloigos.core.hypervisor.Network;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A network of a host: ours, as wanted and as last reported, or somebody else's, as last reported.
 *
 * @param phase null for one that is not ours, like {@code wanted} and {@code createdAt}
 * @param observed null for one that its host has not reported
 * @param wantedBy the VMs that are wanted on it
 * @param hadBy the domains that were last seen on it, or will be from their next start on
 */
public record HostNetwork(
        String hostId,
        UUID networkId,
        String name,
        @Nullable NetworkPhase phase,
        @Nullable WantedNetwork wanted,
        @Nullable Network observed,
        @Nullable Instant createdAt,
        List<String> wantedBy,
        List<String> hadBy) {
    public HostNetwork {
        wantedBy = List.copyOf(wantedBy);
        hadBy = List.copyOf(hadBy);
    }

    /** A word of {@link io.kloigos.core.hypervisor.NetworkMode}, or libvirt's own; null when that is not known. */
    public @Nullable String mode() {
        return wanted != null
                ? wanted.mode().word()
                : details().map(Network.Details::mode).orElse(null);
    }

    public @Nullable String cidr() {
        return wanted != null ? wanted.cidr() : observed == null ? null : observed.cidr();
    }

    public @Nullable String bridge() {
        return wanted != null ? wanted.bridge() : observed == null ? null : observed.bridge();
    }

    public @Nullable Integer vlanId() {
        return wanted != null
                ? wanted.vlanId()
                : details().map(Network.Details::vlanId).orElse(null);
    }

    public @Nullable DhcpRange dhcp() {
        return wanted != null
                ? wanted.dhcp()
                : details().map(Network.Details::dhcp).orElse(null);
    }

    public @Nullable String domain() {
        return wanted != null
                ? wanted.domain()
                : details().map(Network.Details::domain).orElse(null);
    }

    public List<DnsHost> dns() {
        return wanted != null
                ? wanted.dns()
                : details().map(Network.Details::dns).orElse(List.of());
    }

    public boolean isActive() {
        return observed != null && observed.active();
    }

    public boolean isAutostarted() {
        return wanted != null
                ? wanted.autostart()
                : details().map(Network.Details::autostart).orElse(false);
    }

    /** The ids of the VMs that need it, in their order. */
    public List<String> usedBy() {
        TreeSet<String> all = new TreeSet<>(wantedBy);
        all.addAll(hadBy);
        return List.copyOf(all);
    }

    private Optional<Network.Details> details() {
        return Optional.ofNullable(observed).map(Network::details);
    }

    /** What events and tasks about a network name. */
    public static String target(UUID networkId) {
        return "network:" + networkId;
    }

    /** What a task that changes it has to itself. */
    static String lock(String hostId, UUID networkId) {
        return target(networkId) + "@" + hostId;
    }
}
