package io.kloigos.http.server.vm;

import static java.util.Objects.requireNonNullElse;

import io.kloigos.core.Checks;
import io.kloigos.core.server.vm.VmTemplate;
import io.kloigos.core.server.vm.VmTemplate.OnRelease;
import io.kloigos.http.vm.ProvisionVmJson;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What VMs for the pool are made from, as it is sent and received; {@code name} and {@code vm} must be sent.
 *
 * @param vm what POST /api/v1/vms/provision takes, without a name
 * @param onRelease what becomes of a VM once it is given back; delete unless told otherwise
 */
@Schema(name = "VmTemplate")
record VmTemplateJson(
        @Nullable String name,
        @Nullable String description,
        @Nullable OnRelease onRelease,
        @Nullable ProvisionVmJson vm,
        @Nullable Instant createdAt) {
    VmTemplateJson {
        new Checks().that(vm != null, "vm", "is required").done();
    }

    VmTemplate template(Instant now) {
        String own = requireNonNullElse(name, "");
        ProvisionVmJson wanted = java.util.Objects.requireNonNull(vm);
        return new VmTemplate(
                own,
                requireNonNullElse(description, ""),
                wanted.named(own.isEmpty() ? "template" : own).request(),
                requireNonNullElse(onRelease, OnRelease.DELETE),
                now);
    }

    static VmTemplateJson of(VmTemplate template) {
        return new VmTemplateJson(
                template.name(),
                template.description(),
                template.onRelease(),
                ProvisionVmJson.of(template.request()).named(null),
                template.createdAt());
    }
}
