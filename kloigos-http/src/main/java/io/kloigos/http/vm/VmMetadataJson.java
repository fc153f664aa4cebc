package io.kloigos.http.vm;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said of a VM; what is left out stays. */
@Schema(name = "VmMetadataRequest")
record VmMetadataJson(
        @Nullable String hostId,
        @Nullable Map<String, String> labels,
        @Nullable Map<String, String> annotations) {
    VmMetadataJson {
        new Checks()
                .that(labels != null || annotations != null, "labels", "or annotations must be given")
                .done();
    }
}
