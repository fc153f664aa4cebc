package io.kloigos.core.vm;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Pages;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostService;
import io.kloigos.core.image.Image;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.json.Json;
import io.kloigos.core.network.AddressRequest;
import io.kloigos.core.network.Reservations;
import io.kloigos.core.network.ReservedAddress;
import io.kloigos.core.project.Quotas;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.task.TaskStatus;
import io.kloigos.core.trash.TrashDeadlines;
import io.kloigos.core.trash.Trashed;
import io.kloigos.core.vm.placement.Placement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.ibatis.exceptions.PersistenceException;
import org.jspecify.annotations.Nullable;

/** Virtual machines. Every change is a task; the {@link Pending} result completes when it has ended. */
public final class VmService {
    /** How long a graceful stop may take unless told otherwise. */
    public static final Duration STOP_DEADLINE = Duration.ofSeconds(60);

    private static final JavaType ACCEPTED = Json.type(Accepted.class);

    /** What is remembered of an accepted change: asked for again, it is waited for again. */
    record Accepted(UUID vmId, UUID taskId) {}

    private final Database database;
    private final Changes changes;
    private final TaskService tasks;
    private final HostService hosts;
    private final ImageService images;
    private final Placement placement;
    private final Reservations reservations;
    private final TrashDeadlines deadlines;
    private final NumaSlots slots;
    private final Clock clock;
    private final List<TaskHandler<?>> handlers;

    public VmService(
            Database database,
            Changes changes,
            TaskService tasks,
            EventService events,
            HostService hosts,
            ImageService images,
            Placement placement,
            Reservations reservations,
            TrashDeadlines deadlines,
            NumaSlots slots,
            Clock clock) {
        this.database = database;
        this.changes = changes;
        this.tasks = tasks;
        this.hosts = hosts;
        this.images = images;
        this.placement = placement;
        this.reservations = reservations;
        this.deadlines = deadlines;
        this.slots = slots;
        this.clock = clock;
        this.handlers = List.of(
                new ProvisionVm(hosts, events, slots),
                new DeleteVm(database, hosts, events, slots),
                new PowerVm(database, tasks, hosts, events));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /**
     * Makes a VM on its host, or on the one that fits best. {@code EXHAUSTED} when none does, {@code CONFLICT}
     * when its name is taken there, {@code INVALID} when it is to have more memory than its host has, {@code HOST_UNREACHABLE} when the host cannot be used now; the result fails with {@code NOT_FOUND} when the host has not got the image.
     */
    public Pending<Vm> provision(Caller caller, VmRequest request) {
        if (!request.isToBePlaced()) {
            hosts.get(request.hostId()).checkTakesNewWork();
        }
        try {
            return await(
                    changes.make(caller, ProvisionVm.TYPE, request, ACCEPTED, tx -> accept(tx, caller, request)),
                    this::get);
        } catch (PersistenceException e) {
            if (VmRecords.isNameTaken(e)) {
                throw VmRecords.nameTaken(request.hostId(), request.name());
            }
            throw e;
        }
    }

    /** The same within a transaction: the VM's row and its task are there once that is committed. */
    public Vm provision(Transaction tx, Caller caller, VmRequest request) {
        return get(tx, accept(tx, caller, request).vmId());
    }

    /** Changes a VM's power. {@code CONFLICT} while it is being made, moved or deleted; the result fails with {@code CONFLICT} when a graceful stop takes longer than the deadline. */
    public Pending<Vm> act(Caller caller, UUID vmId, VmAction action, Duration deadline) {
        record Request(UUID vmId, VmAction action, Duration deadline) {}
        Accepted accepted = changes.make(caller, PowerVm.TYPE, new Request(vmId, action, deadline), ACCEPTED, tx -> {
            Vm vm = VmTurn.of(tx, tasks, vmId);
            PowerVm.Params params = new PowerVm.Params(
                    vmId,
                    vm.hostId(),
                    vm.name(),
                    action,
                    deadline,
                    tx.mapper(VmMapper.class).ownerId().toString());
            return submit(tx, caller, PowerVm.TYPE, vm, params, action.word() + " VM " + vm.name());
        });
        return await(accepted, this::get);
    }

    /** Deletes a VM for good, powering it off first. {@code CONFLICT} while it is being made, moved or deleted. */
    public Pending<UUID> delete(Caller caller, UUID vmId, boolean keepDisks) {
        return delete(caller, vmId, keepDisks ? VmDisks.KEEP : VmDisks.DELETE, null);
    }

    /**
     * Deletes a VM. {@code CONFLICT} while it is being made, moved or deleted, or is protected.
     *
     * @param graceful how long its guest may take to shut down; null to pull the plug
     */
    public Pending<UUID> delete(Caller caller, UUID vmId, VmDisks disks, @Nullable Duration graceful) {
        record Request(UUID vmId, VmDisks disks, @Nullable Duration graceful) {}
        Accepted accepted = changes.make(
                caller,
                DeleteVm.TYPE,
                new Request(vmId, disks, graceful),
                ACCEPTED,
                tx -> delete(tx, caller, VmTurn.of(tx, tasks, vmId), disks, graceful));
        return await(accepted, id -> id);
    }

    /** Deletes a VM and its disks for good within a transaction: its task is there once that is committed. */
    public void delete(Transaction tx, Caller caller, UUID vmId) {
        delete(tx, caller, VmTurn.inAnyCase(tx, tasks, vmId), VmDisks.DELETE, null);
    }

    private Accepted delete(Transaction tx, Caller caller, Vm vm, VmDisks disks, @Nullable Duration graceful) {
        VmMapper vms = tx.mapper(VmMapper.class);
        UUID vmId = vm.vmId();
        if (vm.deleteProtected()) {
            throw KloigosException.conflict("VM " + vm.name()
                    + " is protected. Take the protection away first: PATCH it with {\"protected\": false}.");
        }
        String service = vms.claimedBy(vmId);
        if (service != null) {
            throw KloigosException.conflict("VM " + vm.name() + " is a server of the pool, and claimed by " + service
                    + ". Give it back first (POST /deprovision).");
        }
        if (vms.setPhase(vmId, VmPhase.ACTIVE, VmPhase.DELETING) == 0) {
            throw KloigosException.conflict("VM " + vm.name() + " is being "
                    + (vm.phase() == VmPhase.DELETING ? "deleted" : "made") + ". Wait for that task to end.");
        }
        List<VmSpec.Disk> addedDisks = addedDisks(tx, vm);
        DeleteVm.Params params = new DeleteVm.Params(
                vmId,
                vm.hostId(),
                vm.name(),
                disks == VmDisks.KEEP,
                vms.ownerId().toString(),
                graceful,
                addedDisks,
                reservations.ofVm(tx, vmId),
                disks == VmDisks.TRASH && !deadlines.off() ? trash(caller, vm, addedDisks) : List.of());
        return submit(tx, caller, DeleteVm.TYPE, vm, params, "Delete VM " + vm.name());
    }

    /** The volumes that are a VM's own, beside those that each has. */
    private static List<VmSpec.Disk> addedDisks(Transaction tx, Vm vm) {
        VmSpec spec = vm.spec();
        Stream<VmSpec.Disk> had = spec == null ? Stream.of() : spec.disks().stream();
        Stream<VmSpec.Disk> bases = tx.mapper(VmMapper.class).bases(vm.vmId()).stream()
                .map(base -> new VmSpec.Disk(base.pool(), base.volume(), null, "disk"));
        List<String> usual = List.of(VmVolumes.root(vm.vmId()), VmVolumes.seed(vm.vmId()));
        return Stream.concat(had.filter(disk -> VmVolumes.isOwn(vm.vmId(), disk)), bases)
                .filter(disk -> !(ImageService.POOL.equals(disk.pool()) && usual.contains(disk.volume())))
                .toList();
    }

    private List<Trashed> trash(Caller caller, Vm vm, List<VmSpec.Disk> addedDisks) {
        return DeleteVm.ownDisks(vm.vmId(), addedDisks).stream()
                .map(disk -> deadlines.trashed(
                        caller.newId(List.of(vm.vmId(), disk)),
                        vm.hostId(),
                        String.valueOf(disk.pool()),
                        String.valueOf(disk.volume()),
                        caller.actor()))
                .toList();
    }

    /** {@code NOT_FOUND} when there is no such VM. */
    public Vm get(UUID vmId) {
        return database.transact(tx -> get(tx, vmId));
    }

    /** The VMs that the query selects, newest first, as last observed. */
    public List<Vm> list(VmQuery query) {
        return database.transact(tx -> tx.mapper(VmMapper.class).list(query));
    }

    /**
     * Hands on everything that the query selects, as {@link #list} does, however much that is: as many at a time as its limit
     * says. No transaction is open meanwhile.
     */
    public void each(VmQuery query, Consumer<Vm> consumer) {
        Pages.each(query.limit(), () -> list(query), last -> list(query.before(last.seq())), consumer);
    }

    /** Looks at the VM's host now. Blocks, 10 s at most; a host that cannot be reached makes the VM unobserved. */
    public Vm look(UUID vmId) {
        hosts.refresh(get(vmId).hostId());
        return get(vmId);
    }

    private Accepted accept(Transaction tx, Caller caller, VmRequest asked) {
        VmMapper vms = tx.mapper(VmMapper.class);
        UUID owner = vms.ownerId();
        UUID vmId = caller.newId(List.of(owner, asked));
        caller.scope().checkNew(asked.projectId());
        Quotas.require(tx, asked.projectId());
        VmRequest request = asked.isToBePlaced() ? asked.on(placement.place(tx, caller.scope(), asked.need())) : asked;
        Host host = hosts.get(tx, request.hostId());
        Blueprint.checkMemory(host, request.memoryMb());
        Optional<Image> image = image(tx, request);
        if (!caller.scope().all()) {
            Own.check(request, image);
        }
        VmSpec spec = sized(Blueprint.of(vmId, request, host.facts()), vmId, request, image);
        String domainName = DomainName.of(request.projectId(), request.name(), vmId);
        WantedVm wanted = wanted(request, domainName, spec);
        Instant createdAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Quotas.take(tx, wanted.projectId(), wanted.usage());
        vms.insert(vmId, request.hostId(), VmPhase.PROVISIONING, 1, wanted, createdAt);
        Vm vm = get(tx, vmId);
        Accepted accepted = submit(
                tx,
                caller,
                ProvisionVm.TYPE,
                vm,
                new ProvisionVm.Params(
                        vmId,
                        request,
                        domainName,
                        spec,
                        image.map(Image::volume).orElse(request.image()),
                        kept(tx, vmId, request, spec),
                        owner.toString(),
                        createdAt),
                "Make VM " + request.name() + " on " + request.hostId()
                        + (request.image() == null ? "" : " from " + request.image()));
        slots.take(tx, caller, vm);
        return accepted;
    }

    private List<ReservedAddress> kept(Transaction tx, UUID vmId, VmRequest request, VmSpec spec) {
        return spec.nics().stream()
                .filter(nic -> nic.address() != null)
                .map(nic -> reservations.reserve(
                        tx,
                        new AddressRequest(
                                reservations.networkNamed(tx, request.hostId(), nic.network()),
                                request.hostId(),
                                nic.mac(),
                                nic.address(),
                                null,
                                vmId)))
                .toList();
    }

    /** The catalogued image that the first disk is made from. */
    private Optional<Image> image(Transaction tx, VmRequest request) {
        String image = request.image();
        return image == null ? Optional.empty() : images.newestOn(tx, image, request.hostId());
    }

    /** With the size of the first disk, where that is known before its host is asked. */
    private static VmSpec sized(VmSpec spec, UUID vmId, VmRequest request, Optional<Image> image) {
        long bytes = request.diskSizeGb() != null
                ? request.diskSizeGb() * VmVolumes.GIB
                : image.map(Image::virtualSizeBytes).orElse(0L);
        return bytes == 0 ? spec : spec.withRootSize(vmId, bytes);
    }

    static WantedVm wanted(VmRequest request, String domainName, VmSpec spec) {
        return new WantedVm(
                request.name(),
                domainName,
                request.cpuCores(),
                request.memoryMb(),
                request.image(),
                request.labels(),
                request.annotations(),
                request.projectId(),
                spec);
    }

    private Accepted submit(Transaction tx, Caller caller, String type, Vm vm, Object params, String detail) {
        String target = Vm.target(vm.vmId());
        UUID task =
                tasks.submit(tx, caller, new TaskRequest(type, target, vm.hostId(), params, List.of(target), detail));
        return new Accepted(vm.vmId(), task);
    }

    private <T> Pending<T> await(Accepted accepted, Function<UUID, T> result) {
        CompletableFuture<Task> ended = tasks.completion(accepted.taskId());
        return new Pending<>(accepted.taskId(), ended.thenApply(task -> {
            if (task.status() != TaskStatus.SUCCEEDED) {
                throw task.failure();
            }
            return result.apply(accepted.vmId());
        }));
    }

    private static Vm get(Transaction tx, UUID vmId) {
        return Optional.ofNullable(tx.mapper(VmMapper.class).find(vmId))
                .orElseThrow(() -> KloigosException.notFound("VM", vmId));
    }
}
