package io.kloigos.core.securitygroup;

import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.ChangedFields;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.FiltersOfHost;
import io.kloigos.core.hypervisor.NicGuard;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRecords;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Changes what a group allows, on every host that knows it; its VMs that run obey at once. */
final class ChangeGroup implements TaskHandler<ChangeGroup.Params> {
    static final String TYPE = "security_group.change";

    record Params(SecurityGroup before, SecurityGroup after, List<String> hosts) {
        Params {
            hosts = List.copyOf(hosts);
        }

        UUID groupId() {
            return before.groupId();
        }
    }

    /** How a VM is guarded by those groups. */
    @FunctionalInterface
    interface Guardings {
        Guarding of(Transaction tx, Vm vm, List<SecurityGroup> groups);
    }

    private final Database database;
    private final HostService hosts;
    private final EventService events;
    private final Guardings guardings;

    ChangeGroup(Database database, HostService hosts, EventService events, Guardings guardings) {
        this.database = database;
        this.hosts = hosts;
        this.events = events;
        this.guardings = guardings;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Class<Params> paramsType() {
        return Params.class;
    }

    @Override
    public void checkPrerequisites(Params params, Stage stage) {
        params.hosts().forEach(host -> hosts.get(host).checkReachable());
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        return params.hosts().stream()
                .map(host -> Step.undoable(
                        "change on " + host,
                        () -> apply(params.after(), host, stage),
                        () -> apply(params.before(), host, stage)))
                .toList();
    }

    /** Whether a VM may send what it likes hangs on all of its groups: its guards follow. */
    private void apply(SecurityGroup group, String hostId, Stage stage) {
        FiltersOfHost filters = stage.at(hostId).filters();
        filters.defineGroup(group.filter());
        for (NicGuard guard : guardsOn(group, hostId)) {
            Set<UUID> standing = filters.groupsBefore(guard.vmId(), guard.mac());
            // what stands there otherwise is being changed by a task of its own, which waits for this one
            if (standing.equals(Set.copyOf(guard.groups()))) {
                filters.defineGuard(guard);
            }
        }
    }

    private List<NicGuard> guardsOn(SecurityGroup group, String hostId) {
        return database.transact(tx -> group.vms().stream()
                .flatMap(vmId -> VmRecords.find(tx, UUID.fromString(vmId)).stream())
                .filter(vm -> vm.hostId().equals(hostId))
                .flatMap(vm -> guardings.of(tx, vm, groups(tx, vm, group)).guards().stream())
                .toList());
    }

    /** The groups that the VM is in, this one as it is to be. */
    private static List<SecurityGroup> groups(Transaction tx, Vm vm, SecurityGroup group) {
        return tx.mapper(SecurityMapper.class).ofVm(vm.vmId()).stream()
                .map(each -> each.groupId().equals(group.groupId()) ? group : each)
                .toList();
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        params.hosts().forEach(host -> tx.mapper(SecurityMapper.class).addHost(params.groupId(), host));
        record(
                tx,
                task,
                params,
                "security_group.changed",
                "was changed",
                ChangedFields.of(params.before(), params.after()));
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        tx.mapper(SecurityMapper.class).update(params.before());
        record(tx, task, params, "security_group.change_failed", "stays as it was: " + task.error(), Map.of());
    }

    private void record(Transaction tx, Task task, Params params, String type, String what, Map<String, ?> difference) {
        events.record(
                tx,
                task.caller(),
                type,
                SecurityGroup.target(params.groupId()),
                "Security group " + params.before().name() + " " + what,
                task.taskId(),
                difference);
    }
}
