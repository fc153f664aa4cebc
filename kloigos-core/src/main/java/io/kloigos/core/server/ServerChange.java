package io.kloigos.core.server;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What to change of a server; null leaves as it is. Claims are not changed here. */
public record ServerChange(
        @Nullable String ansibleHost,
        @Nullable Integer numaNode,
        @Nullable ServerStatus status,
        @Nullable String owner,
        @Nullable Map<String, String> labels) {
    Server applyTo(Server server) {
        return new Server(
                server.hostname(),
                ansibleHost == null ? server.ansibleHost() : ansibleHost,
                numaNode == null ? server.numaNode() : numaNode,
                server.serviceName(),
                server.startedAt(),
                owner == null ? server.owner() : owner,
                status == null ? server.status() : status,
                labels == null ? server.labels() : labels,
                server.kind(),
                server.vmId(),
                server.hostId(),
                server.expiresAt());
    }
}
