package io.kloigos.http.host;

import static java.util.Objects.requireNonNullElse;

import io.kloigos.core.host.HostRegistration;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host to register; {@code host_id} and {@code address} must be sent. */
@Schema(name = "RegisterHostRequest")
record RegisterHostJson(
        @Nullable String hostId,
        @Nullable String name,
        @Nullable String address,
        @Nullable Integer port,
        @Nullable String user,
        @Nullable Integer cpuCores,
        @Nullable Long memoryMb,
        @Nullable String libvirtUri,
        @Nullable String hostKey,
        @Nullable Boolean trustOnFirstUse,
        @Nullable List<String> tags,
        @Nullable String projectId,
        @Nullable JumpHostJson jump) {
    private static final int SSH_PORT = 22;

    HostRegistration registration() {
        String id = requireNonNullElse(hostId, "");
        return new HostRegistration(
                id,
                requireNonNullElse(name, id),
                requireNonNullElse(address, ""),
                requireNonNullElse(port, SSH_PORT),
                user,
                requireNonNullElse(libvirtUri, HostRegistration.SYSTEM_URI),
                requireNonNullElse(cpuCores, 0),
                requireNonNullElse(memoryMb, 0L),
                hostKey,
                requireNonNullElse(trustOnFirstUse, false),
                requireNonNullElse(tags, List.of()),
                projectId,
                jump == null ? null : jump.jump(user));
    }
}
