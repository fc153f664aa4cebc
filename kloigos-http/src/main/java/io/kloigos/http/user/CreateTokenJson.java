package io.kloigos.http.user;

import io.kloigos.core.user.Role;
import io.kloigos.core.user.TokenRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token to make; {@code name} must be sent.
 *
 * @param role the most that it may do
 * @param projectId the only project that it is for
 * @param userId whose it is; oneself unless an admin says otherwise, for service accounts
 */
@Schema(name = "CreateTokenRequest")
record CreateTokenJson(
        @Nullable String name,
        @Nullable Role role,
        @Nullable String projectId,
        @Nullable Instant expiresAt,
        @Nullable UUID userId) {
    TokenRequest request() {
        return new TokenRequest(Objects.requireNonNullElse(name, ""), role, projectId, expiresAt);
    }
}
