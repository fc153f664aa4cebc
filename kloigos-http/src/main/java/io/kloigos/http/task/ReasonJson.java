package io.kloigos.http.task;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Why somebody does something to a task. */
@Schema(name = "Reason")
record ReasonJson(@Nullable String reason) {
    static @Nullable String of(@Nullable ReasonJson body) {
        return body == null ? null : body.reason();
    }
}
