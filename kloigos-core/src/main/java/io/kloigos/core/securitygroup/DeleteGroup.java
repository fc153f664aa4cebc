package io.kloigos.core.securitygroup;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Removes a security group that no VM is in, from all hosts that know it. */
final class DeleteGroup implements TaskHandler<DeleteGroup.Params> {
    static final String TYPE = "security_group.delete";

    record Params(UUID groupId, String name, List<String> hosts) {}

    private final Database database;
    private final HostService hosts;
    private final EventService events;

    DeleteGroup(Database database, HostService hosts, EventService events) {
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
        params.hosts().forEach(host -> hosts.get(host).checkReachable());
        refuseUsed(database.transact(tx -> tx.mapper(SecurityMapper.class).find(params.groupId())));
    }

    static void refuseUsed(@Nullable SecurityGroup group) {
        if (group != null && !group.vms().isEmpty()) {
            throw KloigosException.conflict("Security group " + group.name() + " guards VMs "
                    + String.join(", ", group.vms()) + ". Take them out of it first.");
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        return params.hosts().stream()
                .map(host -> Step.oneWay("remove from " + host, () -> {
                    stage.at(host).filters().removeGroup(params.groupId());
                    stage.record(() -> forget(params.groupId(), host));
                }))
                .toList();
    }

    private void forget(UUID groupId, String hostId) {
        database.run(tx -> tx.mapper(SecurityMapper.class).removeHost(groupId, hostId));
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        tx.mapper(SecurityMapper.class).delete(params.groupId());
        record(tx, task, params, "security_group.deleted", "was deleted");
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        record(tx, task, params, "security_group.delete_failed", "could not be deleted: " + task.error());
    }

    private void record(Transaction tx, Task task, Params params, String type, String what) {
        events.record(
                tx,
                task.caller(),
                type,
                SecurityGroup.target(params.groupId()),
                "Security group " + params.name() + " " + what,
                task.taskId());
    }
}
