package io.kloigos.core.server;

import io.kloigos.core.Checks;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One claimable unit of the pool: a NUMA node of a machine, a whole machine, or a VM.
 *
 * @param hostname unique in the pool
 * @param ansibleHost name or address by which it is reached; servers of one machine share it
 * @param numaNode index of the NUMA node that it stands for
 * @param serviceName who holds it; null exactly while nobody does
 * @param startedAt when it was claimed
 * @param owner a person or team; a claim may name its own, which goes with the claim
 * @param vmId the VM that it is, if it is one
 * @param hostId the KVM host that it stands for or runs on, if any
 * @param expiresAt when its claim is given back by itself; null for never
 */
public record Server(
        String hostname,
        String ansibleHost,
        int numaNode,
        @Nullable String serviceName,
        @Nullable Instant startedAt,
        @Nullable String owner,
        ServerStatus status,
        Map<String, String> labels,
        ServerKind kind,
        @Nullable UUID vmId,
        @Nullable String hostId,
        @Nullable Instant expiresAt) {
    /** Highest index of a NUMA node. */
    public static final int MOST_NUMA_NODES = 1023;

    public Server {
        new Checks()
                .hostname("hostname", hostname)
                .address("ansible_host", ansibleHost)
                .range("numa_node", numaNode, 0, MOST_NUMA_NODES)
                .optionalText("service_name", serviceName, 255)
                .optionalText("owner", owner, 255)
                .optionalText("host_id", hostId, 64)
                .labels("labels", labels)
                .that(status != ServerStatus.FREE || serviceName == null, "status", "cannot be free while claimed")
                .that(status != ServerStatus.RUNNING || serviceName != null, "status", "cannot be running unclaimed")
                .done();
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** A free server without labels. */
    public static Server free(String hostname, String ansibleHost, int numaNode) {
        return new Server(
                hostname,
                ansibleHost,
                numaNode,
                null,
                null,
                null,
                ServerStatus.FREE,
                Map.of(),
                ServerKind.SERVER,
                null,
                null,
                null);
    }

    public boolean isClaimed() {
        return serviceName != null;
    }

    /** This server in the hands of a claim. */
    Server claimedBy(Claim claim, Instant now) {
        Instant expiry = claim.ttl() == null ? null : now.plus(claim.ttl());
        String holder = claim.owner() == null ? owner : claim.owner();
        return new Server(
                hostname,
                ansibleHost,
                numaNode,
                claim.name(),
                now,
                holder,
                ServerStatus.RUNNING,
                labels,
                kind,
                vmId,
                hostId,
                expiry);
    }

    /** What events and locks call it. */
    public String target() {
        return target(hostname);
    }

    static String target(String hostname) {
        return "server:" + hostname;
    }
}
