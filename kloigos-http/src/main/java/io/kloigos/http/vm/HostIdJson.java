package io.kloigos.http.vm;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Names the host of a VM, where the caller knows it. */
@Schema(name = "HostIdRequest")
public record HostIdJson(@Nullable String hostId) {
    /** The host that a body names, if there is one. */
    public static @Nullable String of(@Nullable HostIdJson body) {
        return body == null ? null : body.hostId();
    }
}
