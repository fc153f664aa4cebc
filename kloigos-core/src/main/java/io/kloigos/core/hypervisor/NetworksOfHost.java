package io.kloigos.core.hypervisor;

import io.kloigos.core.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The networks of a host. Those that we define carry our stamp; others are never stopped or removed.
 *
 * <p>Its methods fail as those of {@link Hypervisor} do; {@code NOT_FOUND} without the network unless it is said otherwise.
 */
@Hypervisor.Part
public interface NetworksOfHost {
    List<Network> all();

    /** Empty without it. */
    Optional<Network> network(UUID networkId);

    /**
     * Defines the network unless it is there. {@link ErrorCode#CONFLICT} when its name belongs to another one, or the one
     * of its id does not bear our stamp.
     */
    void define(NetworkSpec spec);

    /** Starts it unless it is active. {@code CONFLICT} when another interface of the host has its addresses. */
    void start(UUID networkId);

    /** Stops it if it is there and active. {@code CONFLICT} when it is not ours. */
    void stop(UUID networkId, String owner);

    /** Removes its definition, if it is there; an active one goes once it is stopped. {@code CONFLICT} when it is not ours. */
    void undefine(UUID networkId, String owner);

    /** Whether it starts with its host from now on. */
    void setAutostart(UUID networkId, boolean autostart);

    /**
     * Why VLAN bridges cannot be made on the host, as a sentence that says what to do; empty when they can. Being root there takes
     * the host's permission.
     */
    Optional<String> whyNoVlanBridge(VlanBridge wanted);

    /** Makes the bridge and connects it, as far as that is not done. {@code CONFLICT} when the VLAN is in use there otherwise. */
    void makeVlanBridge(VlanBridge wanted);

    /** Removes the bridge and what connects it, if they are there. */
    void removeVlanBridge(VlanBridge unwanted);

    /** The names that its DNS knows from now on; guests hear of it at once. */
    void setDns(UUID networkId, List<DnsHost> hosts);

    /** The addresses that its DHCP gives from now on; null for none but reserved ones. */
    void setDhcp(UUID networkId, @Nullable DhcpRange range);

    /**
     * Keeps the address for that interface, now and after a restart, in place of what was kept for it before.
     * {@code CONFLICT} when the address is kept for another.
     */
    void reserve(UUID networkId, Reservation reservation);

    /** Keeps no address for that interface any more. Nothing to do without such a network or reservation. */
    void release(UUID networkId, String mac);
}
