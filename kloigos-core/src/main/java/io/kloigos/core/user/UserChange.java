package io.kloigos.core.user;

import io.kloigos.core.Checks;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to change of a user; null for what stays.
 *
 * @param role empty to take it away
 */
public record UserChange(
        @Nullable String displayName,
        @Nullable Optional<Role> role,
        @Nullable Boolean disabled) {
    public UserChange {
        new Checks()
                .that(
                        displayName == null || displayName.length() <= 255,
                        "display_name",
                        "must have at most 255 characters")
                .done();
    }

    User applyTo(User user) {
        return new User(
                user.userId(),
                user.name(),
                displayName == null ? user.displayName() : displayName,
                user.kind(),
                role == null ? user.role() : role.orElse(null),
                user.hasPassword(),
                user.passwordExpired(),
                disabled == null ? user.disabled() : disabled,
                user.issuer(),
                user.createdAt(),
                user.lastLoginAt());
    }
}
