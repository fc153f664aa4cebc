package io.kloigos.http.project;

import io.kloigos.core.Checks;
import io.kloigos.core.user.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A user to let into a project, by id or name. */
@Schema(name = "AddMemberRequest")
record AddMemberJson(@Nullable String userId, @Nullable Role role) {
    AddMemberJson {
        new Checks()
                .text("user_id", userId, 255)
                .that(role != null, "role", "is required: viewer, operator or admin")
                .done();
    }

    String user() {
        return Objects.requireNonNull(userId);
    }

    Role asRole() {
        return Objects.requireNonNull(role);
    }
}
