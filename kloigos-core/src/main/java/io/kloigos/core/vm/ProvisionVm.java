package io.kloigos.core.vm;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Seed;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a VM: an overlay of its image, a seed for its first boot, its definition, and power. */
final class ProvisionVm implements TaskHandler<ProvisionVm.Params> {
    static final String TYPE = "vm.provision";

    /**
     * @param base the volume that the VM's disk is an overlay of
     * @param owner the CMDB that the domain is stamped with
     * @param createdAt when it was asked for; null in a task from before that was kept
     */
    record Params(
            UUID vmId,
            VmRequest request,
            String base,
            String owner,
            @Nullable Instant createdAt) {}

    private final HostService hosts;
    private final EventService events;

    ProvisionVm(HostService hosts, EventService events) {
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
        VmRequest request = params.request();
        hosts.get(request.hostId()).checkTakesNewWork();
        Volume base = baseVolume(params, stage);
        if (request.diskSizeGb() != null && capacityBytes(params, base) < base.capacityBytes()) {
            throw KloigosException.invalid(
                    "disk_size_gb",
                    "is smaller than the image, which has " + (base.capacityBytes() + VmVolumes.GIB - 1) / VmVolumes.GIB
                            + " GiB");
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        UUID vm = params.vmId();
        List<Step> steps = new ArrayList<>(List.of(
                Step.undoable(
                        "create-disk",
                        () -> createDisk(params, stage),
                        () -> host(params, stage).deleteVolume(ImageService.POOL, VmVolumes.root(vm))),
                Step.undoable(
                        "write-seed",
                        () -> writeSeed(params, stage),
                        () -> host(params, stage).deleteVolume(ImageService.POOL, VmVolumes.seed(vm))),
                Step.undoable(
                        "define",
                        () -> host(params, stage).define(spec(params)),
                        () -> host(params, stage).undefine(vm, params.owner()))));
        if (params.request().start()) {
            steps.add(Step.undoable(
                    "start",
                    () -> host(params, stage).start(vm),
                    () -> host(params, stage).powerOff(vm, params.owner())));
        }
        steps.add(Step.oneWay(
                "observe",
                () -> stage.observe(params.request().hostId(), params.request().name())));
        return steps;
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
    public void failed(Transaction tx, Task task, Params params) {
        tx.mapper(VmMapper.class).delete(params.vmId());
        record(
                tx,
                task,
                params,
                "vm.provision_failed",
                "VM %s could not be made on %s: %s"
                        .formatted(params.request().name(), params.request().hostId(), task.error()));
    }

    private void createDisk(Params params, Stage stage) {
        Volume base = baseVolume(params, stage);
        host(params, stage)
                .createVolume(new VolumeSpec(
                        ImageService.POOL,
                        VmVolumes.root(params.vmId()),
                        VolumeFormat.QCOW2,
                        capacityBytes(params, base),
                        base.name()));
    }

    private void writeSeed(Params params, Stage stage) {
        VmRequest request = params.request();
        host(params, stage)
                .writeSeed(
                        ImageService.POOL,
                        VmVolumes.seed(params.vmId()),
                        new Seed(params.vmId().toString(), request.name(), request.sshKeys(), request.userData()));
    }

    private static DomainSpec spec(Params params) {
        VmRequest request = params.request();
        VmSpec spec = VmSpec.of(params.vmId(), request);
        Stamp stamp = new Stamp(
                params.owner(),
                1,
                request.projectId(),
                request.image(),
                params.createdAt(),
                request.labels(),
                Map.of());
        return new DomainSpec(
                params.vmId(),
                request.name(),
                request.cpuCores(),
                request.memoryMb(),
                spec.disks().stream().map(VmSpec.Disk::define).toList(),
                spec.nics(),
                stamp);
    }

    private Volume baseVolume(Params params, Stage stage) {
        return host(params, stage)
                .volume(ImageService.POOL, params.base())
                .orElseThrow(() -> KloigosException.notFound(
                        "image on host " + params.request().hostId()
                                + ", neither in the catalogue nor as a volume in its" + " pool " + ImageService.POOL
                                + ", called",
                        params.request().image()));
    }

    private static long capacityBytes(Params params, Volume base) {
        Integer size = params.request().diskSizeGb();
        return size == null ? base.capacityBytes() : size * VmVolumes.GIB;
    }

    private Hypervisor host(Params params, Stage stage) {
        return stage.at(params.request().hostId());
    }

    private void record(Transaction tx, Task task, Params params, String type, String message) {
        events.record(tx, Caller.of(task.actor()), type, Vm.target(params.vmId()), message, task.taskId());
    }
}
