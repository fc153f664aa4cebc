package io.kloigos.core.user;

import io.kloigos.core.Checks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token to be made.
 *
 * @param name unique among its user's
 * @param role the most that it may do; null for what its user may
 * @param projectId the only project that it is for; null for all
 * @param expiresAt null for never
 */
public record TokenRequest(
        String name,
        @Nullable Role role,
        @Nullable String projectId,
        @Nullable Instant expiresAt) {
    public TokenRequest {
        new Checks()
                .text("name", name, 255)
                .optionalText("project_id", projectId, 64)
                .done();
    }
}
