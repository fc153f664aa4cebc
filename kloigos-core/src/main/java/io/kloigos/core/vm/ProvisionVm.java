package io.kloigos.core.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Seed;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.network.Reservations;
import io.kloigos.core.network.ReservedAddress;
import io.kloigos.core.task.Proposal;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Makes a VM: an overlay of its image, a seed for its first boot, its definition, and power. */
final class ProvisionVm implements TaskHandler<ProvisionVm.Params> {
    static final String TYPE = "vm.provision";

    /**
     * @param domainName what it is called on its host
     * @param spec what the VM is made of
     * @param base the volume that the VM's first disk is an overlay of; null when it has no image
     * @param addresses that are kept for its interfaces
     * @param owner the CMDB that the domain is stamped with
     * @param createdAt when it was asked for
     */
    record Params(
            UUID vmId,
            VmRequest request,
            String domainName,
            VmSpec spec,
            @Nullable String base,
            List<ReservedAddress> addresses,
            String owner,
            Instant createdAt)
            implements Proposal.Source {
        Params {
            domainName = Objects.requireNonNullElse(domainName, request.name());
            addresses = List.copyOf(addresses);
        }

        @Override
        public Proposal proposal() {
            return new Proposal(
                    request.projectId(),
                    request.name(),
                    request.cpuCores(),
                    request.memoryMb(),
                    request.image(),
                    request.nics().stream().map(NicRequest::network).toList(),
                    request.labels());
        }
    }

    private final HostService hosts;
    private final EventService events;
    private final NumaSlots slots;

    ProvisionVm(HostService hosts, EventService events, NumaSlots slots) {
        this.hosts = hosts;
        this.events = events;
        this.slots = slots;
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
        VmRequest request = params.request();
        Hypervisor host = host(params, stage);
        if (params.base() != null) {
            Volume base = baseVolume(params, host);
            if (request.diskSizeGb() != null && rootBytes(request) < base.capacityBytes()) {
                throw KloigosException.invalid(
                        "disk_size_gb",
                        "is smaller than the image, which has "
                                + (base.capacityBytes() + VmVolumes.GIB - 1) / VmVolumes.GIB + " GiB");
            }
        }
        if (request.iso() != null) {
            requireVolume(params, host, ImageService.POOL, request.iso());
        }
        for (DiskRequest disk : request.disks()) {
            if (disk.volume() != null) {
                requireUnused(host, requireVolume(params, host, disk.pool(), disk.volume()));
            }
        }
    }

    private static Volume requireVolume(Params params, Hypervisor host, String pool, String volume) {
        return host.volume(pool, volume)
                .orElseThrow(() -> KloigosException.notFound(
                        "volume on host " + params.request().hostId() + ",", pool + "/" + volume));
    }

    private static void requireUnused(Hypervisor host, Volume volume) {
        if (!host.named(List.of(volume.path())).isEmpty()) {
            throw KloigosException.conflict("Volume " + volume.pool() + "/" + volume.name()
                    + " is used by another VM, or a snapshot of one. Detach it there first.");
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        UUID vm = params.vmId();
        VmRequest request = params.request();
        List<Step> steps = new ArrayList<>();
        Once<Content> seed = new Once<>(() -> host(params, stage).seedImage(seed(params)));
        if (request.hasRoot()) {
            steps.add(newVolume("create-disk", params, stage, ImageService.POOL, VmVolumes.root(vm), () -> {
                if (request.hasSeed() && !stage.isRehearsal()) {
                    // while the host is at work
                    CompletableFuture.runAsync(seed::get);
                }
                createRoot(params, stage);
            }));
        }
        for (int i = 0; i < request.disks().size(); i++) {
            DiskRequest disk = request.disks().get(i);
            if (disk.sizeGb() != null) {
                VolumeSpec volume = new VolumeSpec(
                        disk.pool(),
                        VmVolumes.data(vm, i + 1, Blueprint.format(disk)),
                        Blueprint.format(disk),
                        disk.sizeGb() * VmVolumes.GIB,
                        null);
                steps.add(newVolume(
                        "create-disk-" + (i + 1),
                        params,
                        stage,
                        disk.pool(),
                        volume.name(),
                        () -> host(params, stage).createVolume(volume)));
            }
        }
        if (request.hasSeed()) {
            steps.add(newVolume(
                    "write-seed",
                    params,
                    stage,
                    ImageService.POOL,
                    VmVolumes.seed(vm),
                    () -> host(params, stage).writeSeed(ImageService.POOL, VmVolumes.seed(vm), seed.get())));
        }
        steps.add(Step.undoable(
                "define",
                () -> host(params, stage).define(domain(params)),
                () -> host(params, stage).undefine(vm, params.owner())));
        params.addresses().forEach(address -> steps.add(Reservations.step(stage, address)));
        if (request.autostart()) {
            steps.add(Step.oneWay("autostart", () -> host(params, stage).setAutostart(vm, true)));
        }
        if (request.start()) {
            steps.add(Step.undoable(
                    "start",
                    () -> host(params, stage).start(vm),
                    () -> host(params, stage).powerOff(vm, params.owner())));
        }
        steps.add(Step.oneWay("observe", () -> observe(params, stage)));
        return steps;
    }

    private Step newVolume(String name, Params params, Stage stage, String pool, String volume, Runnable create) {
        return Step.undoable(name, create, () -> host(params, stage).deleteVolume(pool, volume));
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        tx.mapper(VmMapper.class).setPhase(params.vmId(), VmPhase.PROVISIONING, VmPhase.ACTIVE);
        record(
                tx,
                task,
                params,
                "vm.provisioned",
                "VM %s was made on %s"
                        .formatted(params.request().name(), params.request().hostId()));
    }

    @Override
    public void again(Transaction tx, Params params) {
        if (!params.addresses().isEmpty()) {
            throw KloigosException.conflict("The addresses that were kept for VM "
                    + params.request().name() + " were given up. Send the request again instead.");
        }
        VmRequest request = params.request();
        tx.mapper(VmMapper.class)
                .insert(
                        params.vmId(),
                        request.hostId(),
                        VmPhase.PROVISIONING,
                        1,
                        VmService.wanted(request, params.domainName(), params.spec()),
                        params.createdAt());
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        params.addresses().forEach(address -> Reservations.forget(tx, address));
        slots.giveBack(tx, task.caller(), params.vmId());
        tx.mapper(VmMapper.class).delete(params.vmId());
        record(
                tx,
                task,
                params,
                "vm.provision_failed",
                "VM %s could not be made on %s: %s"
                        .formatted(params.request().name(), params.request().hostId(), task.error()));
    }

    private void createRoot(Params params, Stage stage) {
        host(params, stage)
                .createVolume(new VolumeSpec(
                        ImageService.POOL,
                        VmVolumes.root(params.vmId()),
                        VolumeFormat.QCOW2,
                        rootBytes(params.request()),
                        params.base()));
    }

    private static Seed seed(Params params) {
        VmRequest request = params.request();
        return new Seed(params.vmId().toString(), request.name(), request.sshKeys(), request.userData());
    }

    private static void observe(Params params, Stage stage) {
        VmRequest request = params.request();
        if (request.start()) {
            stage.observe(request.hostId(), params.vmId(), PowerState.RUNNING);
        } else {
            stage.observe(request.hostId(), params.vmId());
        }
    }

    private static DomainSpec domain(Params params) {
        VmRequest request = params.request();
        VmSpec spec = params.spec();
        Stamp stamp = new Stamp(
                params.owner(),
                1,
                request.projectId(),
                request.image(),
                params.createdAt(),
                request.labels(),
                request.annotations());
        return new DomainSpec(
                params.vmId(),
                params.domainName(),
                request.cpuCores(),
                request.memoryMb(),
                spec.disks().stream().map(VmSpec.Disk::define).toList(),
                spec.nics(),
                spec.hardware(),
                stamp);
    }

    private static Volume baseVolume(Params params, Hypervisor host) {
        return host.volume(ImageService.POOL, String.valueOf(params.base()))
                .orElseThrow(() -> KloigosException.notFound(
                        "image on host " + params.request().hostId()
                                + ", neither in the catalogue nor as a volume in its" + " pool " + ImageService.POOL
                                + ", called",
                        String.valueOf(params.request().image())));
    }

    /** 0 for the size of the image. */
    private static long rootBytes(VmRequest request) {
        Integer size = request.diskSizeGb();
        return size == null ? 0 : size * VmVolumes.GIB;
    }

    private Hypervisor host(Params params, Stage stage) {
        return stage.at(params.request().hostId());
    }

    private void record(Transaction tx, Task task, Params params, String type, String message) {
        events.record(tx, task.caller(), type, Vm.target(params.vmId()), message, task.taskId());
    }
}
