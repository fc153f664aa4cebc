package io.kloigos.http.user;

import io.kloigos.core.user.Role;
import io.kloigos.core.user.User;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user; a role of null is none but those in projects. */
@Schema(name = "User")
record UserJson(
        UUID userId,
        String name,
        String displayName,
        User.Kind kind,
        @Nullable Role role,
        boolean hasPassword,
        boolean passwordChangeRequired,
        boolean disabled,
        Instant createdAt,
        @Nullable Instant lastLoginAt) {
    static UserJson of(User user) {
        return new UserJson(
                user.userId(),
                user.name(),
                user.displayName(),
                user.kind(),
                user.role(),
                user.hasPassword(),
                user.passwordExpired(),
                user.disabled(),
                user.createdAt(),
                user.lastLoginAt());
    }
}
