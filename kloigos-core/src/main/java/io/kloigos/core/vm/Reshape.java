package io.kloigos.core.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Amendment;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Hardware;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.task.Stage;

/** Changes one thing in the definition of a VM's domain; all else stays as the host has it, drifted or not. */
final class Reshape {
    private final Hypervisor host;
    private final VmChange change;
    private final Domain there;

    private Reshape(Hypervisor host, VmChange change) {
        this.host = host;
        this.change = change;
        this.there = host.domain(change.vmId())
                .orElseThrow(() -> KloigosException.notFound("domain on " + change.hostId() + ",", change.vmId()));
    }

    static Reshape of(ChangeVm.Params params, Stage stage) {
        return new Reshape(stage.at(params.hostId()), params.change());
    }

    void rename(String name) {
        amend(name, there.next().cpuCores(), there.next().memoryMb());
    }

    void resize(int cpuCores, long memoryMb) {
        amend(there.name(), cpuCores, memoryMb);
    }

    private void amend(String name, int cpuCores, long memoryMb) {
        host.amend(new Amendment(change.vmId(), change.stampBack(), name, cpuCores, memoryMb, room(), null, null));
    }

    private Hardware room() {
        VmSpec spec = change.before().spec();
        return spec == null ? Hardware.ANY : spec.hardware();
    }
}
