package io.kloigos.http.drift;

import static java.util.Objects.requireNonNullElse;

import io.kloigos.core.Checks;
import io.kloigos.core.vm.report.VmField;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The VM of which to take over what its host has; without fields, everything. */
@Schema(name = "AdoptDriftRequest")
record AdoptJson(@Nullable UUID vmId, @Nullable Set<VmField> fields) {
    AdoptJson {
        new Checks().that(vmId != null, "vm_id", "is required").done();
    }

    UUID vm() {
        return Objects.requireNonNull(vmId);
    }

    Set<VmField> wanted() {
        return requireNonNullElse(fields, Set.of());
    }
}
