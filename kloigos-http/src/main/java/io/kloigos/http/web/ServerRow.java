package io.kloigos.http.web;

import io.kloigos.core.server.Server;
import java.util.Objects;

/** A server as a row of a page; text only, an empty one for nothing. */
public record ServerRow(
        String hostname, String address, int numaNode, String service, String owner, String status, String since) {
    static ServerRow of(Server server) {
        return new ServerRow(
                server.hostname(),
                server.ansibleHost(),
                server.numaNode(),
                Objects.requireNonNullElse(server.serviceName(), ""),
                Objects.requireNonNullElse(server.owner(), ""),
                server.status().word(),
                server.startedAt() == null ? "" : Ages.minute(server.startedAt()));
    }
}
