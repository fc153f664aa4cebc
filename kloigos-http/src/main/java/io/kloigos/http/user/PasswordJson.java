package io.kloigos.http.user;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Another password for oneself. */
@Schema(name = "ChangePasswordRequest")
record PasswordJson(
        @Nullable String currentPassword, @Nullable String newPassword) {
    PasswordJson {
        new Checks()
                .that(currentPassword != null, "current_password", "is required")
                .that(newPassword != null, "new_password", "is required")
                .done();
    }

    String current() {
        return Objects.requireNonNull(currentPassword);
    }

    String next() {
        return Objects.requireNonNull(newPassword);
    }

    @Override
    public String toString() {
        return "PasswordJson[…]";
    }
}
