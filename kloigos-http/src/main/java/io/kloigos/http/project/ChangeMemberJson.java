package io.kloigos.http.project;

import io.kloigos.core.Checks;
import io.kloigos.core.user.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The role that a member is to have. */
@Schema(name = "ChangeMemberRequest")
record ChangeMemberJson(@Nullable Role role) {
    ChangeMemberJson {
        new Checks()
                .that(role != null, "role", "is required: viewer, operator or admin")
                .done();
    }

    Role asRole() {
        return Objects.requireNonNull(role);
    }
}
