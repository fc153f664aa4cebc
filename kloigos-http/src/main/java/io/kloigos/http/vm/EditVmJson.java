package io.kloigos.http.vm;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kloigos.core.vm.VmEdit;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What to change of a VM; what is left out stays. */
@Schema(name = "EditVmRequest")
record EditVmJson(
        @Nullable String hostId,
        @Nullable String name,
        @Nullable Boolean autostart,
        @JsonProperty("protected") @Nullable Boolean deleteProtected,
        @Nullable String description) {
    VmEdit edit() {
        return new VmEdit(name, autostart, deleteProtected, description);
    }
}
