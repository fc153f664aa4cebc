package io.kloigos.core.network;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Network;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Networks of one host that would have addresses in common. */
final class Overlaps {
    private Overlaps() {}

    /** Refuses to serve those addresses beside a network that serves some of them. */
    static void refuse(String hostId, @Nullable String serves, UUID networkId, Network there) {
        if (!there.uuid().equals(networkId.toString())) {
            refuse(hostId, serves, there.name(), there.cidr());
        }
    }

    static void refuse(String hostId, @Nullable String serves, String otherName, @Nullable String other) {
        Optional<Ipv4Cidr> ours = parse(serves);
        Optional<Ipv4Cidr> theirs = parse(other);
        if (ours.isPresent() && theirs.isPresent() && ours.get().overlaps(theirs.get())) {
            throw KloigosException.conflict(serves + " overlaps with " + other + " of network " + otherName
                    + " on host " + hostId + ". Choose other addresses.");
        }
    }

    /** Refuses to serve addresses that the host itself is reached under. */
    static void refuseAddress(String hostId, @Nullable String serves, String address) {
        if (parse(serves).filter(net -> net.contains(address)).isPresent()) {
            throw KloigosException.conflict("Host " + hostId + " is itself reached under " + address + ", which is in "
                    + serves + ". Choose other addresses.");
        }
    }

    private static Optional<Ipv4Cidr> parse(@Nullable String cidr) {
        return Optional.ofNullable(cidr).flatMap(Ipv4Cidr::parse);
    }
}
