package io.kloigos.http.policy;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A policy to be made. */
@Schema(name = "CreatePolicy")
record CreatePolicyJson(
        @Nullable String name,
        @Nullable String category,
        @Nullable Map<String, Object> spec) {
    CreatePolicyJson {
        new Checks()
                .text("name", name, 255)
                .optionalText("category", category, 64)
                .that(spec != null, "spec", "is required")
                .done();
    }

    Map<String, Object> rules() {
        return spec == null ? Map.of() : spec;
    }

    String word() {
        return category == null ? "general" : category;
    }
}
