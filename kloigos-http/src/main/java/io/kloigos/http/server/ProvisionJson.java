package io.kloigos.http.server;

import io.kloigos.core.Checks;
import io.kloigos.core.server.Claim;
import io.kloigos.core.server.Server;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A wish for servers; only {@code name} must be sent. */
@Schema(name = "ProvisionRequest")
record ProvisionJson(
        @Nullable String name,
        @Nullable String owner,
        @Nullable Integer count,
        @Nullable Map<String, String> labels,
        @Nullable Integer numaNode,
        @Nullable Boolean antiAffinity,
        @Nullable Long ttlSeconds,
        @Nullable Long waitSeconds,
        Claim.@Nullable Kind kind,
        @Nullable String projectId,
        @Nullable VmJson vm) {
    /**
     * A VM to be made where no server fits.
     *
     * @param template the name of its template
     */
    @Schema(name = "ProvisionRequestVm")
    record VmJson(@Nullable String template) {}

    /** The template of a VM that may be made; null when none may. */
    @Nullable
    String template() {
        if (vm == null) {
            return null;
        }
        new Checks().hostname("vm.template", vm.template()).done();
        return vm.template();
    }

    Claim claim() {
        return new Claim(
                Objects.requireNonNullElse(name, ""),
                owner,
                Objects.requireNonNullElse(count, 1),
                Objects.requireNonNullElse(labels, Map.of()),
                numaNode,
                Objects.requireNonNullElse(antiAffinity, false),
                ttlSeconds == null ? null : Duration.ofSeconds(ttlSeconds),
                Duration.ofSeconds(Objects.requireNonNullElse(waitSeconds, 0L)),
                Objects.requireNonNullElse(kind, Claim.Kind.ANY),
                projectId);
    }

    /** One server as an object, several as an array. */
    Object answer(List<Server> claimed) {
        List<ServerJson> servers = claimed.stream().map(ServerJson::of).toList();
        return servers.size() == 1 ? servers.get(0) : servers;
    }
}
