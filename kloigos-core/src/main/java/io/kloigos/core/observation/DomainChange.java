package io.kloigos.core.observation;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.PowerState;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a look found different at one domain; one of the two is there. */
public record DomainChange(
        String hostId, @Nullable Domain before, @Nullable Domain after) {
    public DomainChange {
        if (before == null && after == null) {
            throw new IllegalArgumentException("no domain before and none after");
        }
    }

    public UUID vmId() {
        return any().vmId();
    }

    /** The domain's state after the change; null when it is gone. */
    public @Nullable PowerState state() {
        return after == null ? null : after.state();
    }

    private Domain any() {
        return after != null ? after : java.util.Objects.requireNonNull(before);
    }

    /** A type of event and its sentence, for each thing that is different. */
    List<Line> lines() {
        String name = "VM " + any().name() + " on " + hostId;
        if (before == null) {
            return List.of(
                    new Line("vm.appeared", name + " is there, " + any().state().word()));
        }
        if (after == null) {
            return List.of(new Line(
                    "vm.vanished", name + " is gone; it was " + before.state().word()));
        }
        List<Line> lines = new ArrayList<>();
        if (before.state() != after.state()) {
            lines.add(new Line(
                    "vm.state_changed",
                    name + " is " + after.state().word() + "; it was "
                            + before.state().word()));
        }
        if (!sameDefinition(before, after)) {
            lines.add(new Line("vm.definition_changed", name + " is defined differently now" + renamed()));
        }
        if (!before.addresses().equals(after.addresses()) && !after.addresses().isEmpty()) {
            lines.add(new Line("vm.addresses_changed", name + " has " + String.join(", ", after.addresses())));
        }
        return lines;
    }

    private String renamed() {
        return before != null && after != null && !before.name().equals(after.name())
                ? "; it was called " + before.name()
                : "";
    }

    private static boolean sameDefinition(Domain one, Domain other) {
        Domain typed = one.type() == null ? one.withType(other.type()) : one;
        return typed.withState(other.state(), other.addresses()).equals(other);
    }

    record Line(String type, String message) {}
}
