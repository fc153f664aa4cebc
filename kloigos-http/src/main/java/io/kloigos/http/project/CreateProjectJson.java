package io.kloigos.http.project;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A project to make; {@code name} must be sent, and {@code project_id} where it is to be a particular one. */
@Schema(name = "CreateProjectRequest")
record CreateProjectJson(
        @Nullable String projectId,
        @Nullable String name,
        @Nullable String description) {
    CreateProjectJson {
        new Checks().text("name", name, 255).done();
    }

    String title() {
        return Objects.requireNonNull(name);
    }

    String words() {
        return Objects.requireNonNullElse(description, "");
    }
}
