package io.kloigos.http.server;

import io.kloigos.core.server.ServerChange;
import io.kloigos.core.server.ServerStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What to change of a server; what is left out stays as it is. */
@Schema(name = "ServerChange")
record ServerChangeJson(
        @Nullable String ansibleHost,
        @Nullable Integer numaNode,
        @Nullable ServerStatus status,
        @Nullable String owner,
        @Nullable Map<String, String> labels) {
    ServerChange change() {
        return new ServerChange(ansibleHost, numaNode, status, owner, labels);
    }
}
