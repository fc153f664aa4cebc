package io.kloigos.http.user;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Another password for a user, who has to change it at the next login. */
@Schema(name = "SetPasswordRequest")
record NewPasswordJson(@Nullable String password) {
    NewPasswordJson {
        new Checks().that(password != null, "password", "is required").done();
    }

    String secret() {
        return Objects.requireNonNull(password);
    }

    @Override
    public String toString() {
        return "NewPasswordJson[…]";
    }
}
