package io.kloigos.core.drift;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.json.Json;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.project.Quotas;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmPhase;
import io.kloigos.core.vm.VmQuota;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.WantedVm;
import io.kloigos.core.vm.report.Adopted;
import io.kloigos.core.vm.report.HostReport;
import io.kloigos.core.vm.report.VmField;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Takes what hosts have into the CMDB: what differs at a VM, or a whole domain. */
public final class Adoptions {
    private static final JavaType ACCEPTED = Json.type(Accepted.class);

    /** What is remembered of an accepted adoption: asked for again, its task is waited for again. */
    record Accepted(UUID vmId, UUID taskId) {}

    private final Database database;
    private final Changes changes;
    private final TaskService tasks;
    private final HostService hosts;
    private final HostInventory inventory;
    private final Clock clock;
    private final List<TaskHandler<?>> handlers;

    public Adoptions(
            Database database,
            Changes changes,
            TaskService tasks,
            EventService events,
            HostService hosts,
            HostInventory inventory,
            Clock clock) {
        this.database = database;
        this.changes = changes;
        this.tasks = tasks;
        this.hosts = hosts;
        this.inventory = inventory;
        this.clock = clock;
        this.handlers = List.of(new AdoptVm(database, hosts, events), new ImportVm(hosts, events));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /**
     * Takes what the VM's host has as wanted from now on. {@code CONFLICT} when the domain bears a foreign stamp, cannot be
     * seen, or is not there.
     *
     * @param fields what to take over; empty for everything
     */
    public Pending<Vm> adopt(Caller caller, UUID vmId, Set<VmField> fields) {
        record Request(UUID vmId, List<VmField> fields) {}
        Accepted accepted = changes.make(
                caller,
                AdoptVm.TYPE,
                new Request(vmId, fields.stream().sorted().toList()),
                ACCEPTED,
                tx -> acceptAdoption(tx, caller, vmId, fields));
        return tasks.await(accepted.taskId(), () -> vm(vmId));
    }

    private Accepted acceptAdoption(Transaction tx, Caller caller, UUID vmId, Set<VmField> fields) {
        Vm vm = VmRecords.lock(tx, vmId);
        Domain there = vm.observed();
        if (vm.phase() != VmPhase.ACTIVE || vm.presence() != Vm.Presence.PRESENT || there == null) {
            throw KloigosException.conflict(
                    "VM " + vm.name() + " cannot be seen on " + vm.hostId() + " now: there is nothing to take over.");
        }
        Stamp stamp = there.stamp();
        refuseForeign(there, vm.ownerId());
        long newest = Math.max(vm.generation(), stamp == null ? 0 : stamp.generation());
        WantedVm after = Adopted.of(vm, there, fields);
        AdoptVm.Params params =
                new AdoptVm.Params(vmId, vm.hostId(), vm.name(), fields, newest + 1, vm.wanted(), after);
        VmQuota quota = VmQuota.of(tx, vm, after);
        quota.take(tx);
        Accepted accepted = submit(
                tx, caller, AdoptVm.TYPE, vmId, vm.hostId(), params, "Take VM " + vm.name() + " as it is on its host");
        quota.hold(tx, accepted.taskId());
        return accepted;
    }

    /**
     * Takes a domain that exists on a host into the CMDB and stamps it. {@code NOT_FOUND} when the host has not reported
     * it; {@code CONFLICT} when it is in the CMDB already, bears a foreign stamp, or is transient.
     */
    public Pending<Vm> importDomain(Caller caller, ImportRequest request) {
        hosts.get(request.hostId()).checkReachable();
        Accepted accepted =
                changes.make(caller, ImportVm.TYPE, request, ACCEPTED, tx -> acceptImport(tx, caller, request));
        return tasks.await(accepted.taskId(), () -> vm(request.vmId()));
    }

    private Accepted acceptImport(Transaction tx, Caller caller, ImportRequest request) {
        VmRecords.find(tx, request.vmId()).ifPresent(vm -> {
            throw KloigosException.conflict(
                    "VM " + vm.name() + " is in the CMDB already, on host " + vm.hostId() + ".");
        });
        Domain there = inventory
                .domain(tx, request.hostId(), request.vmId())
                .orElseThrow(
                        () -> KloigosException.notFound("domain on host " + request.hostId() + ",", request.vmId()));
        UUID owner = VmRecords.ownerId(tx);
        refuseForeign(there, owner);
        if (!there.persistent()) {
            throw KloigosException.conflict("Domain " + there.name()
                    + " is transient: it is gone once it stops. Define it first: virsh dumpxml, virsh define.");
        }
        Map<String, String> pools = inventory.poolPaths(tx, request.hostId());
        WantedVm wanted = wanted(request, there, new HostReport(there, pools));
        long generation = there.stamp() == null ? 1 : there.stamp().generation() + 1;
        Quotas.require(tx, request.projectId());
        Quotas.take(tx, wanted.projectId(), wanted.usage());
        VmRecords.add(
                tx,
                request.vmId(),
                request.hostId(),
                VmPhase.PROVISIONING,
                generation,
                wanted,
                createdAt(request, there));
        Vm vm = VmRecords.get(tx, request.vmId());
        ImportVm.Params params = new ImportVm.Params(
                request.vmId(),
                request.hostId(),
                there.name(),
                new HostReport(there, pools).spec(),
                pools,
                vm.stamp(),
                there.stamp());
        return submit(
                tx,
                caller,
                ImportVm.TYPE,
                request.vmId(),
                request.hostId(),
                params,
                "Take domain " + there.name() + " on " + request.hostId() + " into the CMDB");
    }

    private static WantedVm wanted(ImportRequest request, Domain there, HostReport host) {
        Optional<Stamp> stamp = Optional.ofNullable(there.stamp());
        String image = request.image();
        String project = request.projectId();
        return new WantedVm(
                host.name(),
                there.name(),
                host.definition().cpuCores(),
                host.definition().memoryMb(),
                image != null ? image : stamp.map(Stamp::image).orElse(null),
                requireNonNullElse(request.labels(), stamp.map(Stamp::labels).orElse(Map.of())),
                requireNonNullElse(
                        request.annotations(), stamp.map(Stamp::annotations).orElse(Map.of())),
                project != null ? project : stamp.map(Stamp::project).orElse(null),
                host.spec());
    }

    private Instant createdAt(ImportRequest request, Domain there) {
        Instant asked = request.createdAt();
        Stamp stamp = there.stamp();
        Instant stamped = stamp == null ? null : stamp.createdAt();
        Instant known = asked != null ? asked : stamped != null ? stamped : clock.instant();
        return known.truncatedTo(ChronoUnit.MILLIS);
    }

    private static void refuseForeign(Domain there, UUID owner) {
        if (there.stamp() != null && !there.stamp().owner().equals(owner.toString())) {
            throw KloigosException.conflict("Domain " + there.name() + " " + Refusal.FOREIGN_STAMP.sentence() + ".");
        }
        if (there.stamp() != null && there.stamp().generation() == Long.MAX_VALUE) {
            throw KloigosException.conflict("Domain " + there.name() + " has a stamp that cannot be read.");
        }
    }

    private Accepted submit(
            Transaction tx, Caller caller, String type, UUID vmId, String hostId, Object params, String detail) {
        String target = Vm.target(vmId);
        UUID task = tasks.submit(tx, caller, new TaskRequest(type, target, hostId, params, List.of(target), detail));
        return new Accepted(vmId, task);
    }

    private Vm vm(UUID vmId) {
        return database.transact(tx -> VmRecords.get(tx, vmId));
    }
}
