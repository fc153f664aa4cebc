package io.kloigos.http.user;

import io.kloigos.core.user.Role;
import io.kloigos.core.user.UserChange;
import io.kloigos.core.user.UserChange.RoleChange;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What to change of a user; what is left out stays. */
@Schema(name = "ChangeUserRequest")
record ChangeUserJson(
        @Nullable String displayName,
        @Nullable Everywhere role,
        @Nullable Boolean disabled) {
    /** A role everywhere, or none. */
    enum Everywhere {
        NONE,
        VIEWER,
        OPERATOR,
        ADMIN;

        /** The word in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private RoleChange change() {
            return new RoleChange(this == NONE ? null : Role.valueOf(name()));
        }
    }

    UserChange change() {
        return new UserChange(displayName, role == null ? null : role.change(), disabled);
    }
}
