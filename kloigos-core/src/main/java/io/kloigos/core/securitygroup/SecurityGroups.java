package io.kloigos.core.securitygroup;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.Checks;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.SqlErrors;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.NicGuard;
import io.kloigos.core.json.Json;
import io.kloigos.core.network.Reservations;
import io.kloigos.core.network.ReservedAddress;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.VmTurn;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.ibatis.exceptions.PersistenceException;
import org.jspecify.annotations.Nullable;

/** Security groups, and the VMs that are in them. */
public final class SecurityGroups {
    /** The most that one list holds. */
    public static final int MOST = 1000;

    private static final int MOST_OF_A_VM = 20;
    private static final JavaType ACCEPTED = Json.type(Accepted.class);
    private static final JavaType GROUP_ID = Json.type(UUID.class);

    /** What is remembered of an accepted change: to a VM, or to a group. */
    record Accepted(UUID id, UUID taskId) {}

    private final Database database;
    private final Changes changes;
    private final TaskService tasks;
    private final EventService events;
    private final HostService hosts;
    private final Reservations reservations;
    private final Clock clock;
    private final List<TaskHandler<?>> handlers;

    public SecurityGroups(
            Database database,
            Changes changes,
            TaskService tasks,
            EventService events,
            HostService hosts,
            Reservations reservations,
            Clock clock) {
        this.database = database;
        this.changes = changes;
        this.tasks = tasks;
        this.events = events;
        this.hosts = hosts;
        this.reservations = reservations;
        this.clock = clock;
        this.handlers = List.of(
                new GuardVm(database, hosts, events),
                new ChangeGroup(database, hosts, events, this::guarding),
                new DeleteGroup(database, hosts, events));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /** Makes a group; hosts hear of it with the first VM in it. {@code CONFLICT} when its name is taken. */
    public SecurityGroup create(Caller caller, GroupRequest request) {
        try {
            UUID id = changes.make(caller, "security_group.create", request, GROUP_ID, tx -> {
                UUID made = caller.newId(request);
                tx.mapper(SecurityMapper.class)
                        .insert(made, request, clock.instant().truncatedTo(ChronoUnit.MILLIS));
                events.record(
                        tx,
                        caller,
                        "security_group.created",
                        SecurityGroup.target(made),
                        "Security group " + request.name() + " was made");
                return made;
            });
            return get(id);
        } catch (PersistenceException e) {
            if (SqlErrors.isDuplicate(e, "security_group_name")) {
                throw KloigosException.conflict(
                        "There is a security group " + request.name() + " already. Choose another name.");
            }
            throw e;
        }
    }

    /** {@code NOT_FOUND} when there is no such group. */
    public SecurityGroup get(UUID groupId) {
        return database.transact(tx -> get(tx, groupId));
    }

    private static SecurityGroup get(Transaction tx, UUID groupId) {
        return Optional.ofNullable(tx.mapper(SecurityMapper.class).find(groupId))
                .orElseThrow(() -> KloigosException.notFound("security group", groupId));
    }

    /**
     * Groups in the order of their names.
     *
     * @param after only those behind that name, to page on
     */
    public List<SecurityGroup> list(@Nullable String after, int limit) {
        new Checks().range("limit", limit, 1, MOST).done();
        return database.transact(tx -> tx.mapper(SecurityMapper.class).list(after, limit));
    }

    /** The groups that a VM is in. {@code NOT_FOUND} when there is no such VM. */
    public List<SecurityGroup> ofVm(UUID vmId) {
        return database.transact(tx -> {
            VmRecords.get(tx, vmId);
            return tx.mapper(SecurityMapper.class).ofVm(vmId);
        });
    }

    /** Changes a group, and with it what guards the VMs in it on every host that has some. */
    public Pending<SecurityGroup> change(Caller caller, UUID groupId, GroupChange change) {
        record Request(UUID groupId, GroupChange change) {}
        Accepted accepted = changes.make(caller, ChangeGroup.TYPE, new Request(groupId, change), ACCEPTED, tx -> {
            SecurityMapper mapper = tx.mapper(SecurityMapper.class);
            mapper.lock(groupId);
            SecurityGroup before = get(tx, groupId);
            SecurityGroup after = before.with(change);
            mapper.update(after);
            List<String> told = before.rules().equals(after.rules()) ? List.of() : mapper.hostsWith(groupId);
            String target = SecurityGroup.target(groupId);
            return new Accepted(
                    groupId,
                    tasks.submit(
                            tx,
                            caller,
                            new TaskRequest(
                                    ChangeGroup.TYPE,
                                    target,
                                    null,
                                    new ChangeGroup.Params(before, after, told),
                                    List.of(target),
                                    "Change security group " + before.name())));
        });
        return tasks.await(accepted.taskId(), () -> get(groupId));
    }

    /** Removes a group. {@code CONFLICT} while VMs are in it. */
    public Pending<SecurityGroup> delete(Caller caller, UUID groupId) {
        SecurityGroup group = get(groupId);
        Accepted accepted = changes.make(caller, DeleteGroup.TYPE, groupId, ACCEPTED, tx -> {
            DeleteGroup.refuseUsed(get(tx, groupId));
            DeleteGroup.Params params = new DeleteGroup.Params(
                    groupId, group.name(), tx.mapper(SecurityMapper.class).hostsOf(groupId));
            String target = SecurityGroup.target(groupId);
            return new Accepted(
                    groupId,
                    tasks.submit(
                            tx,
                            caller,
                            new TaskRequest(
                                    DeleteGroup.TYPE,
                                    target,
                                    null,
                                    params,
                                    List.of(target),
                                    "Delete security group " + group.name())));
        });
        return tasks.await(accepted.taskId(), () -> group);
    }

    /**
     * Puts a VM into these groups and no others, now and from its next start on; none of them means that nothing is
     * guarded.
     *
     * @param groups ids or names
     */
    public Pending<List<SecurityGroup>> set(Caller caller, UUID vmId, List<String> groups) {
        record Request(UUID vmId, List<String> groups) {}
        new Checks()
                .that(groups.size() <= MOST_OF_A_VM, "groups", "must have at most " + MOST_OF_A_VM + " entries")
                .done();
        Accepted accepted = changes.make(
                caller, GuardVm.TYPE, new Request(vmId, groups), ACCEPTED, tx -> accept(tx, caller, vmId, groups));
        return tasks.await(accepted.taskId(), () -> ofVm(vmId));
    }

    private Accepted accept(Transaction tx, Caller caller, UUID vmId, List<String> named) {
        Vm vm = VmTurn.of(tx, tasks, vmId);
        hosts.get(vm.hostId()).checkReachable();
        SecurityMapper mapper = tx.mapper(SecurityMapper.class);
        Guarding before = guarding(tx, vm, mapper.ofVm(vmId));
        List<SecurityGroup> wanted =
                named.stream().map(each -> find(tx, each)).distinct().toList();
        mapper.unbind(vmId);
        wanted.forEach(group -> mapper.bind(vmId, group.groupId()));
        GuardVm.Params params = new GuardVm.Params(
                vmId, vm.hostId(), vm.name(), vm.ownerId().toString(), before, guarding(tx, vm, wanted));
        List<String> locks = new ArrayList<>(List.of(Vm.target(vmId)));
        wanted.forEach(group -> locks.add(SecurityGroup.target(group.groupId())));
        return new Accepted(
                vmId,
                tasks.submit(
                        tx,
                        caller,
                        new TaskRequest(
                                GuardVm.TYPE,
                                Vm.target(vmId),
                                vm.hostId(),
                                params,
                                locks,
                                "Set the security groups of VM " + vm.name())));
    }

    private static SecurityGroup find(Transaction tx, String idOrName) {
        SecurityMapper mapper = tx.mapper(SecurityMapper.class);
        SecurityGroup named = mapper.named(idOrName);
        if (named != null) {
            return named;
        }
        try {
            return get(tx, UUID.fromString(idOrName));
        } catch (IllegalArgumentException e) {
            throw KloigosException.notFound("security group", idOrName);
        }
    }

    private Guarding guarding(Transaction tx, Vm vm, List<SecurityGroup> groups) {
        VmSpec spec = vm.spec();
        return guarding(tx, vm, spec == null ? List.of() : spec.nics(), groups);
    }

    private Guarding guarding(Transaction tx, Vm vm, List<NicSpec> nics, List<SecurityGroup> groups) {
        List<UUID> ids = groups.stream().map(SecurityGroup::groupId).toList();
        if (groups.isEmpty() || nics.isEmpty()) {
            return new Guarding(ids, List.of(), List.of());
        }
        List<ReservedAddress> addresses = reservations.ofVm(tx, vm.vmId());
        boolean outIsOpen = groups.stream().noneMatch(SecurityGroup::limitsOut);
        List<NicGuard> guards = nics.stream()
                .map(nic -> new NicGuard(vm.vmId(), nic.mac(), address(nic, addresses), ids, outIsOpen))
                .toList();
        return new Guarding(ids, groups.stream().map(SecurityGroup::filter).toList(), guards);
    }

    private static @Nullable String address(NicSpec nic, List<ReservedAddress> addresses) {
        return addresses.stream()
                .filter(each -> each.mac().equalsIgnoreCase(nic.mac()))
                .map(ReservedAddress::address)
                .findFirst()
                .orElse(nic.address());
    }

    /**
     * What makes another host ready to receive a guarded VM, before it is moved there: its groups and guards, defined.
     * Nothing for a VM that is in no group.
     */
    public List<Step> stepsOn(Stage stage, UUID vmId, String hostId) {
        Guarding wanted = database.transact(tx -> guarding(
                tx, VmRecords.get(tx, vmId), tx.mapper(SecurityMapper.class).ofVm(vmId)));
        return wanted.isNone() ? List.of() : List.of(defining(stage, vmId, hostId, () -> wanted));
    }

    /** What defines the guard of an interface before that is plugged into a VM; nothing for a VM that is in no group. */
    public Step stepBefore(Stage stage, UUID vmId, String hostId, NicSpec nic) {
        return defining(
                stage,
                vmId,
                hostId,
                () -> database.transact(tx -> guarding(
                        tx,
                        VmRecords.get(tx, vmId),
                        List.of(nic),
                        tx.mapper(SecurityMapper.class).ofVm(vmId))));
    }

    private Step defining(Stage stage, UUID vmId, String hostId, Supplier<Guarding> wanted) {
        return Step.undoable(
                "define-guards",
                () -> {
                    Guarding guarding = wanted.get();
                    stage.record(() -> known(guarding, hostId));
                    guarding.groups().forEach(stage.at(hostId).filters()::defineGroup);
                    guarding.guards().forEach(stage.at(hostId).filters()::defineGuard);
                },
                () -> wanted.get()
                        .guards()
                        .forEach(guard -> stage.at(hostId).filters().removeGuard(vmId, guard.mac())));
    }

    private void known(Guarding wanted, String hostId) {
        database.run(tx ->
                wanted.groupIds().forEach(id -> tx.mapper(SecurityMapper.class).addHost(id, hostId)));
    }
}
