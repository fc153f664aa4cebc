package io.kloigos.core.server;

import io.kloigos.core.Checks;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A wish for servers.
 *
 * @param name the service that they are for
 * @param owner goes with the claim; null leaves the servers' own
 * @param count how many, all or nothing
 * @param labels each of them must be on every server
 * @param numaNode only servers of that NUMA node; null for any
 * @param antiAffinity no two servers of this name on one {@code ansibleHost}, counting those that it holds already
 * @param ttl after this the servers are given back by themselves; null for never
 * @param projectId from whose quota they are taken; null for nobody's
 * @param maxWait how long to stand in the queue when not enough are free
 */
public record Claim(
        String name,
        @Nullable String owner,
        int count,
        Map<String, String> labels,
        @Nullable Integer numaNode,
        boolean antiAffinity,
        @Nullable Duration ttl,
        Duration maxWait,
        Kind kind,
        @Nullable String projectId) {
    /** The most servers that one claim may ask for. */
    public static final int MOST = 1000;

    private static final Duration LONGEST_TTL = Duration.ofDays(3650);
    private static final Duration LONGEST_WAIT = Duration.ofHours(24);

    /** Which kinds of servers do. */
    public enum Kind {
        ANY(List.of(ServerKind.SERVER, ServerKind.VM)),
        SERVER(List.of(ServerKind.SERVER)),
        VM(List.of(ServerKind.VM));

        private final List<ServerKind> inOrder;

        Kind(List<ServerKind> inOrder) {
            this.inOrder = inOrder;
        }

        /** The kinds that do, those to be taken first ahead. */
        List<ServerKind> inOrder() {
            return inOrder;
        }
    }

    public Claim {
        new Checks()
                .text("name", name, 255)
                .optionalText("owner", owner, 255)
                .range("count", count, 1, MOST)
                .labels("labels", labels)
                .range("numa_node", Objects.requireNonNullElse(numaNode, 0), 0, Server.MOST_NUMA_NODES)
                .range("ttl_seconds", ttl == null ? 1 : ttl.toSeconds(), 1, LONGEST_TTL.toSeconds())
                .optionalText("project_id", projectId, 64)
                .range("wait_seconds", maxWait.toSeconds(), 0, LONGEST_WAIT.toSeconds())
                .done();
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** One for no project. */
    public Claim(
            String name,
            @Nullable String owner,
            int count,
            Map<String, String> labels,
            @Nullable Integer numaNode,
            boolean antiAffinity,
            @Nullable Duration ttl,
            Duration maxWait,
            Kind kind) {
        this(name, owner, count, labels, numaNode, antiAffinity, ttl, maxWait, kind, null);
    }

    /** The same for a project. */
    public Claim withProject(@Nullable String project) {
        return new Claim(name, owner, count, labels, numaNode, antiAffinity, ttl, maxWait, kind, project);
    }

    /** One server of any kind, now, for good. */
    public static Claim of(String name) {
        return new Claim(name, null, 1, Map.of(), null, false, null, Duration.ZERO, Kind.ANY, null);
    }

    public Claim withCount(int servers) {
        return new Claim(name, owner, servers, labels, numaNode, antiAffinity, ttl, maxWait, kind, projectId);
    }

    public Claim withMaxWait(Duration longest) {
        return new Claim(name, owner, count, labels, numaNode, antiAffinity, ttl, longest, kind, projectId);
    }

    public Claim withTtl(Duration life) {
        return new Claim(name, owner, count, labels, numaNode, antiAffinity, life, maxWait, kind, projectId);
    }

    public Claim withLabels(Map<String, String> wanted) {
        return new Claim(name, owner, count, wanted, numaNode, antiAffinity, ttl, maxWait, kind, projectId);
    }

    public Claim withAntiAffinity() {
        return new Claim(name, owner, count, labels, numaNode, true, ttl, maxWait, kind, projectId);
    }
}
