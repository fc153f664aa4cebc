package io.kloigos.http.user;

import io.kloigos.core.user.Role;
import io.kloigos.core.user.User;
import io.kloigos.core.user.UserRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A user to make; {@code name} must be sent. Without a role the user may do what projects say; service accounts have no password. */
@Schema(name = "CreateUserRequest")
record CreateUserJson(
        @Nullable String name,
        @Nullable String displayName,
        User.@Nullable Kind kind,
        @Nullable Role role,
        @Nullable String password) {
    UserRequest request() {
        return new UserRequest(
                Objects.requireNonNullElse(name, ""),
                Objects.requireNonNullElse(displayName, ""),
                Objects.requireNonNullElse(kind, User.Kind.PERSON),
                role,
                password);
    }

    @Override
    public String toString() {
        return "CreateUserJson[name=" + name + "]";
    }
}
