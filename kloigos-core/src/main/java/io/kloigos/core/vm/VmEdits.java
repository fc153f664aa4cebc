package io.kloigos.core.vm;

import io.kloigos.core.Caller;
import io.kloigos.core.Checks;
import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.project.Quotas;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changes of what a VM is: its size, its name, what is said of it. */
public final class VmEdits {
    private final VmVerbs verbs;
    private final HostService hosts;
    private final List<TaskHandler<?>> handlers;

    public VmEdits(VmVerbs verbs, Database database, HostService hosts, EventService events) {
        this.verbs = verbs;
        this.hosts = hosts;
        this.handlers = List.of(new EditVm(database, hosts, events), new ResizeVm(database, hosts, events));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /**
     * Gives a VM other CPUs and memory, at once as far as its host can; {@link Vm#restartRequired} tells whether something
     * waits for its next start. {@code INVALID} when its host has not that much memory.
     */
    public Pending<Vm> resize(Caller caller, UUID vmId, int cpuCores, long memoryMb) {
        record Request(int cpuCores, long memoryMb) {}
        new Checks()
                .range("cpu_cores", cpuCores, 1, VmRequest.MOST_CORES)
                .range("memory_mb", memoryMb, VmRequest.LEAST_MEMORY_MB, VmRequest.MOST_MEMORY_MB)
                .done();
        return verbs.accept(caller, ResizeVm.TYPE, vmId, new Request(cpuCores, memoryMb), (tx, vm) -> {
            Blueprint.checkMemory(hosts.get(tx, vm.hostId()), memoryMb);
            return new VmVerbs.Work(
                    new ResizeVm.Params(VmChange.of(vm, vm.wanted().withSize(cpuCores, memoryMb))),
                    "Give VM " + vm.name() + " " + cpuCores + " CPUs and " + memoryMb + " MiB");
        });
    }

    /** Changes a VM's name, autostart, protection and description. The result fails with {@code CONFLICT} when one that
     * runs would have to be renamed. */
    public Pending<Vm> edit(Caller caller, UUID vmId, VmEdit edit) {
        return verbs.accept(caller, EditVm.TYPE, vmId, edit, (tx, vm) -> {
            WantedVm after = edit.applyTo(vm);
            if (!after.name().equals(vm.name())) {
                VmRecords.checkName(tx, vm.hostId(), vm.projectId(), after.name());
            }
            return new VmVerbs.Work(new EditVm.Params(VmChange.of(vm, after)), "Edit VM " + vm.name());
        });
    }

    /**
     * Gives a VM to another project, whose quota it takes from then on. {@code NOT_FOUND} when there is no such project.
     *
     * @param projectId null for none
     */
    public Pending<Vm> giveTo(Caller caller, UUID vmId, @Nullable String projectId) {
        record Request(@Nullable String projectId) {}
        return verbs.accept(caller, EditVm.TYPE, vmId, new Request(projectId), (tx, vm) -> {
            caller.scope().checkNew(projectId);
            Quotas.require(tx, projectId);
            if (!Objects.equals(projectId, vm.projectId())) {
                VmRecords.checkName(tx, vm.hostId(), projectId, vm.name());
            }
            WantedVm after = vm.wanted().withProject(projectId);
            return new VmVerbs.Work(
                    new EditVm.Params(VmChange.of(vm, after)),
                    "Give VM " + vm.name() + " to " + (projectId == null ? "no project" : "project " + projectId));
        });
    }

    /** Sets a VM's labels and annotations, all of them; null for those that stay. */
    public Pending<Vm> setMetadata(
            Caller caller, UUID vmId, @Nullable Map<String, String> labels, @Nullable Map<String, String> annotations) {
        record Request(
                @Nullable Map<String, String> labels,
                @Nullable Map<String, String> annotations) {}
        new Checks()
                .labels("labels", labels == null ? Map.of() : labels)
                .labels("annotations", annotations == null ? Map.of() : annotations)
                .done();
        return verbs.accept(caller, EditVm.TYPE, vmId, new Request(labels, annotations), (tx, vm) -> {
            WantedVm after = vm.wanted()
                    .withMetadata(
                            labels == null ? vm.labels() : labels,
                            annotations == null ? vm.annotations() : annotations);
            return new VmVerbs.Work(new EditVm.Params(VmChange.of(vm, after)), "Label VM " + vm.name());
        });
    }
}
