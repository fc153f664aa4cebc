package io.kloigos.core.vm.clone;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.json.Json;
import io.kloigos.core.project.Quotas;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.vm.DomainName;
import io.kloigos.core.vm.MacAddress;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmChange;
import io.kloigos.core.vm.VmPhase;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.VmTurn;
import io.kloigos.core.vm.VmVolumes;
import io.kloigos.core.vm.WantedVm;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Copies of whole VMs, on the host of the original. */
public final class CloneService {
    private static final JavaType ACCEPTED = Json.type(Accepted.class);

    record Accepted(UUID vmId, UUID taskId) {}

    private final Database database;
    private final Changes changes;
    private final TaskService tasks;
    private final Clock clock;
    private final CloneVm cloning;
    private final LinkVm linking;

    public CloneService(
            Database database,
            Changes changes,
            TaskService tasks,
            HostService hosts,
            EventService events,
            Clock clock) {
        this.database = database;
        this.changes = changes;
        this.tasks = tasks;
        this.clock = clock;
        this.cloning = new CloneVm(hosts, events);
        this.linking = new LinkVm(database, hosts, events);
    }

    public List<TaskHandler<?>> handlers() {
        return List.of(cloning, linking);
    }

    /**
     * Copies a VM that is off: with its own disks, or, linked, with disks that are built on what the VM's hold then, another name and other MAC addresses, and
     * without drives that are empty. {@code CONFLICT} when the name is taken, when it has a disk that is not its own alone, and, from the result, while it runs.
     */
    public Pending<Vm> clone(Caller caller, UUID vmId, CloneRequest request) {
        Accepted accepted = changes.make(
                caller, CloneVm.TYPE, List.of(vmId, request), ACCEPTED, tx -> accept(tx, caller, vmId, request));
        return tasks.await(accepted.taskId(), () -> database.transact(tx -> VmRecords.get(tx, accepted.vmId())));
    }

    private Accepted accept(Transaction tx, Caller caller, UUID vmId, CloneRequest request) {
        Vm source = VmTurn.of(tx, tasks, vmId);
        VmSpec spec = source.spec();
        if (spec == null) {
            throw KloigosException.conflict("VM " + source.name()
                    + " was made by a version that did not keep what it is made of: it cannot be cloned.");
        }
        UUID copy = caller.newId(List.of(source.ownerId(), vmId, request));
        WantedVm wanted = wanted(source, spec, copy, request);
        Quotas.take(tx, wanted.projectId(), wanted.usage());
        VmRecords.add(
                tx,
                copy,
                source.hostId(),
                VmPhase.PROVISIONING,
                1,
                wanted,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        DomainSpec domain = VmRecords.get(tx, copy).domain();
        UUID task = tasks.submit(
                tx,
                caller,
                new TaskRequest(
                        request.linked() ? LinkVm.TYPE : CloneVm.TYPE,
                        Vm.target(request.linked() ? vmId : copy),
                        source.hostId(),
                        request.linked()
                                ? link(source, spec, domain, request)
                                : fullCopy(source, spec, domain, request),
                        List.of(Vm.target(vmId), Vm.target(copy)),
                        "Clone VM " + source.name() + " as " + request.name() + (request.linked() ? ", linked" : "")));
        return new Accepted(copy, task);
    }

    private static CloneVm.Params fullCopy(Vm source, VmSpec spec, DomainSpec domain, CloneRequest request) {
        return new CloneVm.Params(
                domain.vmId(),
                source.hostId(),
                request.name(),
                source.vmId(),
                source.name(),
                copies(source.vmId(), spec, domain.vmId()),
                isSeeded(source.vmId(), spec),
                domain,
                request.start());
    }

    /** The VM itself has its disks on overlays from then on. */
    private static LinkVm.Params link(Vm source, VmSpec spec, DomainSpec domain, CloneRequest request) {
        UUID vmId = source.vmId();
        List<LinkVm.Link> links = new ArrayList<>();
        List<VmSpec.Disk> disks = new ArrayList<>();
        for (VmSpec.Disk disk : spec.disks()) {
            if (!VmVolumes.isOwn(vmId, disk) || isSeed(vmId, disk)) {
                disks.add(disk);
                continue;
            }
            String overlay = VmVolumes.overlay(vmId, domain.vmId(), links.size());
            links.add(new LinkVm.Link(
                    String.valueOf(disk.pool()),
                    String.valueOf(disk.volume()),
                    disk.define().format(),
                    overlay,
                    linkedName(domain.vmId(), vmId, disk)));
            disks.add(inQcow2(disk, overlay));
        }
        VmChange change = VmChange.of(source, source.wanted().withSpec(spec.withDisks(disks)));
        return new LinkVm.Params(change, domain, links, isSeeded(vmId, spec), request.start());
    }

    /** An overlay is qcow2, whatever it is one of. */
    private static String linkedName(UUID copy, UUID original, VmSpec.Disk disk) {
        return VmVolumes.of(copy, original, disk).replaceFirst("\\.(raw|img|qcow2)$", "") + ".qcow2";
    }

    private static VmSpec.Disk inQcow2(VmSpec.Disk disk, String volume) {
        return new VmSpec.Disk(
                disk.pool(),
                volume,
                VolumeFormat.QCOW2.word(),
                disk.device(),
                disk.bus(),
                disk.target(),
                disk.sizeBytes());
    }

    private static WantedVm wanted(Vm source, VmSpec spec, UUID copy, CloneRequest request) {
        List<VmSpec.Disk> disks = new ArrayList<>();
        for (VmSpec.Disk disk : spec.disks()) {
            if (disk.volume() == null) {
                continue;
            }
            boolean own = VmVolumes.isOwn(source.vmId(), disk);
            if (!own && disk.device().equals("disk")) {
                throw KloigosException.conflict("Disk " + disk.words() + " is not VM " + source.name()
                        + "'s alone: a copy would write to it too. Detach it first.");
            }
            disks.add(own ? copied(source.vmId(), copy, disk, request.linked()) : disk);
        }
        List<NicSpec> nics = new ArrayList<>();
        for (int i = 0; i < spec.nics().size(); i++) {
            NicSpec nic = spec.nics().get(i);
            nics.add(new NicSpec(nic.network(), MacAddress.of(copy, i), nic.model(), null));
        }
        return new WantedVm(
                request.name(),
                DomainName.of(source.projectId(), request.name(), copy),
                source.cpuCores(),
                source.memoryMb(),
                source.image(),
                source.labels(),
                source.annotations(),
                source.projectId(),
                new VmSpec(disks, nics, false, spec.hardware()));
    }

    private static VmSpec.Disk copied(UUID source, UUID copy, VmSpec.Disk disk, boolean linked) {
        return linked && !isSeed(source, disk)
                ? inQcow2(disk, linkedName(copy, source, disk))
                : disk.withVolume(VmVolumes.of(copy, source, disk));
    }

    private static List<CloneVm.Copy> copies(UUID source, VmSpec spec, UUID copy) {
        return spec.disks().stream()
                .filter(disk -> VmVolumes.isOwn(source, disk) && !isSeed(source, disk))
                .map(disk -> new CloneVm.Copy(
                        String.valueOf(disk.pool()), String.valueOf(disk.volume()), VmVolumes.of(copy, source, disk)))
                .toList();
    }

    private static boolean isSeeded(UUID source, VmSpec spec) {
        return spec.disks().stream().anyMatch(disk -> isSeed(source, disk));
    }

    private static boolean isSeed(UUID source, VmSpec.Disk disk) {
        return VmVolumes.seed(source).equals(disk.volume());
    }
}
