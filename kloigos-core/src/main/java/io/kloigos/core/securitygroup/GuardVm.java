package io.kloigos.core.securitygroup;

import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.FiltersOfHost;
import io.kloigos.core.hypervisor.NicGuard;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.vm.Vm;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Puts a VM into other security groups: their filters, then the guards of its interfaces. */
final class GuardVm implements TaskHandler<GuardVm.Params> {
    static final String TYPE = "vm.security_groups";

    record Params(UUID vmId, String hostId, String name, String owner, Guarding before, Guarding after) {}

    private final Database database;
    private final HostService hosts;
    private final EventService events;

    GuardVm(Database database, HostService hosts, EventService events) {
        this.database = database;
        this.hosts = hosts;
        this.events = events;
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
        hosts.get(params.hostId()).checkReachable();
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        List<Step> steps = new ArrayList<>();
        if (!params.after().isNone()) {
            steps.add(Step.undoable(
                    "define-groups",
                    () -> params.after().groups().forEach(filters(params, stage)::defineGroup),
                    () -> removeNew(params, stage)));
        }
        for (NicGuard each : all(params)) {
            steps.add(Step.undoable(
                    "guard " + each.mac(),
                    () -> stand(params, stage, params.after(), each.mac()),
                    () -> putBack(params, stage, each.mac())));
        }
        return steps;
    }

    /** Others may stand on the groups that the host knew before. */
    private void removeNew(Params params, Stage stage) {
        for (UUID group : params.after().groupIds()) {
            boolean known = database.transact(
                    tx -> tx.mapper(SecurityMapper.class).hostsOf(group).contains(params.hostId()));
            if (!known) {
                filters(params, stage).removeGroup(group);
            }
        }
    }

    /** One for each interface that is guarded, or was. */
    private static List<NicGuard> all(Params params) {
        List<NicGuard> all = new ArrayList<>(params.after().guards());
        params.before().guards().stream()
                .filter(guard -> all.stream().noneMatch(each -> each.mac().equals(guard.mac())))
                .forEach(all::add);
        return all;
    }

    /** Makes an interface guarded in that way, or not at all. */
    private static void stand(Params params, Stage stage, Guarding wanted, String mac) {
        FiltersOfHost filters = filters(params, stage);
        NicGuard guard = wanted.guards().stream()
                .filter(each -> each.mac().equals(mac))
                .findFirst()
                .orElse(null);
        if (guard == null) {
            filters.unguard(params.vmId(), mac, params.owner());
        } else {
            filters.defineGuard(guard);
            filters.guard(params.vmId(), mac, params.owner());
        }
    }

    /** Before a domain that is gone there is nothing to put. */
    private static void putBack(Params params, Stage stage, String mac) {
        if (stage.at(params.hostId()).domain(params.vmId()).isPresent()) {
            stand(params, stage, params.before(), mac);
        } else {
            filters(params, stage).unguard(params.vmId(), mac, params.owner());
        }
    }

    private static FiltersOfHost filters(Params params, Stage stage) {
        return stage.at(params.hostId()).filters();
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        params.after()
                .groupIds()
                .forEach(group -> tx.mapper(SecurityMapper.class).addHost(group, params.hostId()));
        record(
                tx,
                task,
                params,
                "vm.security_groups_set",
                "is guarded by " + params.after().groups().size() + " security groups");
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        SecurityMapper groups = tx.mapper(SecurityMapper.class);
        groups.unbind(params.vmId());
        params.before().groupIds().forEach(group -> groups.bind(params.vmId(), group));
        record(tx, task, params, "vm.security_groups_failed", "keeps its security groups: " + task.error());
    }

    private void record(Transaction tx, Task task, Params params, String type, String what) {
        events.record(
                tx, task.caller(), type, Vm.target(params.vmId()), "VM " + params.name() + " " + what, task.taskId());
    }
}
