package io.kloigos.core.vm;

import io.kloigos.core.Checks;
import org.jspecify.annotations.Nullable;

/** What to change of a VM; null for what stays. An empty description takes it away. */
public record VmEdit(
        @Nullable String name,
        @Nullable Boolean autostart,
        @Nullable Boolean deleteProtected,
        @Nullable String description) {
    private static final int LONGEST_DESCRIPTION = 1000;

    public VmEdit {
        Checks checks = new Checks();
        if (name != null) {
            checks.hostname("name", name).that(name.length() <= 63, "name", "must have at most 63 characters");
        }
        if (description != null && !description.isEmpty()) {
            checks.text("description", description, LONGEST_DESCRIPTION);
        }
        checks.that(
                        name != null || autostart != null || deleteProtected != null || description != null,
                        "name",
                        "or another field to change must be given")
                .done();
    }

    /** What is wanted once this was changed. */
    WantedVm applyTo(Vm vm) {
        VmSpec spec = vm.spec();
        if (autostart != null) {
            spec = vm.requireSpec().withAutostart(autostart);
        }
        String words = description == null ? vm.description() : description;
        boolean renamed = name != null && !name.equals(vm.name());
        return new WantedVm(
                name == null ? vm.name() : name,
                name != null && renamed ? DomainName.of(vm.projectId(), name, vm.vmId()) : vm.domainName(),
                vm.cpuCores(),
                vm.memoryMb(),
                vm.image(),
                vm.labels(),
                vm.annotations(),
                vm.projectId(),
                spec,
                deleteProtected == null ? vm.deleteProtected() : deleteProtected,
                words == null || words.isEmpty() ? null : words);
    }
}
