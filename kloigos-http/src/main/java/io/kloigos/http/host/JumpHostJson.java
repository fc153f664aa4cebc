package io.kloigos.http.host;

import static java.util.Objects.requireNonNullElse;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.JumpHost;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The machine through which a host is reached; {@code address} and {@code host_key} must be sent. */
@Schema(name = "JumpHost")
record JumpHostJson(
        @Nullable String address,
        @Nullable Integer port,
        @Nullable String user,
        @Nullable String hostKey) {
    private static final int SSH_PORT = 22;

    JumpHostJson {
        new Checks()
                .address("address", address)
                .range("port", requireNonNullElse(port, SSH_PORT), 1, 65_535)
                .text("host_key", hostKey, 2048)
                .done();
    }

    static @Nullable JumpHostJson of(@Nullable JumpHost jump) {
        return jump == null ? null : new JumpHostJson(jump.address(), jump.port(), jump.user(), jump.hostKey());
    }

    /** With the host's own user, or else the one that we run as, where none is named. */
    JumpHost jump(@Nullable String hostUser) {
        String fallback = hostUser == null ? System.getProperty("user.name") : hostUser;
        return new JumpHost(
                requireNonNullElse(address, ""),
                requireNonNullElse(port, SSH_PORT),
                requireNonNullElse(user, fallback),
                requireNonNullElse(hostKey, ""));
    }
}
