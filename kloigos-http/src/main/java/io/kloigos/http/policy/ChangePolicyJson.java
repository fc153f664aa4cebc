package io.kloigos.http.policy;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What to change of a policy; what is left out stays, and spec is sent as a whole. */
@Schema(name = "ChangePolicyRequest")
record ChangePolicyJson(
        @Nullable String name,
        @Nullable String category,
        @Nullable Map<String, Object> spec) {}
