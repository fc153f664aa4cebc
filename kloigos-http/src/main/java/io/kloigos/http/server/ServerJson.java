package io.kloigos.http.server;

import io.kloigos.core.server.Server;
import io.kloigos.core.server.ServerKind;
import io.kloigos.core.server.ServerStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A server of the pool, as it is sent and received. Only {@code hostname} and {@code ansible_host} must be sent. */
@Schema(name = "Server")
public record ServerJson(
        @Nullable String hostname,
        @Nullable String ansibleHost,
        @Nullable Integer numaNode,
        @Nullable String serviceName,
        @Nullable Instant startedAt,
        @Nullable String owner,
        @Nullable ServerStatus status,
        @Nullable Map<String, String> labels,
        @Nullable ServerKind kind,
        @Nullable UUID vmId,
        @Nullable String hostId,
        @Nullable Instant expiresAt) {

    static ServerJson of(Server server) {
        return new ServerJson(
                server.hostname(),
                server.ansibleHost(),
                server.numaNode(),
                server.serviceName(),
                server.startedAt(),
                server.owner(),
                server.status(),
                server.labels(),
                server.kind(),
                server.vmId(),
                server.hostId(),
                server.expiresAt());
    }

    /** As an inventory has it: its status decides, and a free server's last service is history. */
    Server inventoried() {
        return status != ServerStatus.FREE
                ? server()
                : new ServerJson(
                                hostname,
                                ansibleHost,
                                numaNode,
                                null,
                                null,
                                owner,
                                status,
                                labels,
                                kind,
                                vmId,
                                hostId,
                                null)
                        .server();
    }

    Server server() {
        return new Server(
                Objects.requireNonNullElse(hostname, ""),
                Objects.requireNonNullElse(ansibleHost, ""),
                Objects.requireNonNullElse(numaNode, 0),
                serviceName,
                startedAt,
                owner,
                Objects.requireNonNullElse(status, serviceName == null ? ServerStatus.FREE : ServerStatus.RUNNING),
                Objects.requireNonNullElse(labels, Map.of()),
                Objects.requireNonNullElse(kind, ServerKind.SERVER),
                vmId,
                hostId,
                expiresAt);
    }
}
