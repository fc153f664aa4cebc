package io.kloigos.http.vm;

import io.kloigos.core.Checks;
import io.kloigos.core.vm.VmAction;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What to do with a VM's power. */
@Schema(name = "VmActionRequest")
record VmActionJson(@Nullable String hostId, @Nullable VmAction action) {
    VmActionJson {
        new Checks().that(action != null, "action", "is required").done();
    }

    VmAction wanted() {
        return Objects.requireNonNull(action);
    }
}
