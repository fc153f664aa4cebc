package io.kloigos.core.user;

import io.kloigos.core.Checks;
import org.jspecify.annotations.Nullable;

/** What to change of a user; null for what stays. */
public record UserChange(
        @Nullable String displayName,
        @Nullable RoleChange role,
        @Nullable Boolean disabled) {
    /** @param to null to take the role away */
    public record RoleChange(@Nullable Role to) {}

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
                role == null ? user.role() : role.to(),
                user.hasPassword(),
                user.passwordExpired(),
                disabled == null ? user.disabled() : disabled,
                user.createdAt(),
                user.lastLoginAt());
    }
}
