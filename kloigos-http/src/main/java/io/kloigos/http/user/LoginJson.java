package io.kloigos.http.user;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who wants in. */
@Schema(name = "LoginRequest")
record LoginJson(@Nullable String name, @Nullable String password) {
    LoginJson {
        new Checks()
                .that(name != null, "name", "is required")
                .that(password != null, "password", "is required")
                .done();
    }

    String user() {
        return Objects.requireNonNull(name);
    }

    String secret() {
        return Objects.requireNonNull(password);
    }

    @Override
    public String toString() {
        return "LoginJson[name=" + name + "]";
    }
}
