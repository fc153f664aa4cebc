package io.kloigos.core.user;

import io.kloigos.core.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A user to be made.
 *
 * @param role null for one who may do what projects say alone
 * @param password null for one who uses tokens, or gets a password later
 */
public record UserRequest(
        String name,
        String displayName,
        User.Kind kind,
        @Nullable Role role,
        @Nullable String password) {
    public UserRequest {
        User.checkName(new Checks(), name)
                .that(displayName.length() <= 255, "display_name", "must have at most 255 characters")
                .that(
                        kind == User.Kind.PERSON || password == null,
                        "password",
                        "is not for service accounts: make them a token (POST /api/v1/tokens)")
                .done();
        if (password != null) {
            Passwords.check("password", password);
        }
    }

    /** The same in a form that may be kept. */
    UserRequest withoutPassword() {
        return new UserRequest(name, displayName, kind, role, null);
    }

    @Override
    public String toString() {
        return "UserRequest[name=" + name + ", kind=" + kind + ", role=" + role + "]";
    }
}
