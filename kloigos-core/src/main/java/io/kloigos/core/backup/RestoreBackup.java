package io.kloigos.core.backup;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.DiskCopy;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.VmTask;
import io.kloigos.core.vm.clone.CloneSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Makes a VM from a backup: its disks are copies again, so that the backup stays as it is. */
final class RestoreBackup extends VmTask<RestoreBackup.Params> {
    static final String TYPE = "backup.restore";

    private static final Set<String> POOLS_OF_FILES = Set.of("dir", "fs", "netfs");

    /**
     * @param vmId the new VM
     * @param backup as it was when this was asked for; nobody deletes it meanwhile
     * @param pool where its disks are to be
     * @param volumes what each copy of the backup becomes
     * @param seeded whether its guest is told its name at its first boot
     * @param domain its machine
     */
    record Params(
            UUID vmId,
            String hostId,
            String name,
            Backup backup,
            String pool,
            List<String> volumes,
            boolean seeded,
            DomainSpec domain,
            boolean start)
            implements VmTask.Params {
        Params {
            volumes = List.copyOf(volumes);
        }

        boolean isElsewhere() {
            return !hostId.equals(backup.hostId());
        }
    }

    private final HostService hosts;

    RestoreBackup(HostService hosts, EventService events) {
        super(TYPE, Params.class, hosts, events);
        this.hosts = hosts;
    }

    @Override
    protected void check(Params params, Stage stage) {
        hosts.get(params.hostId()).checkTakesNewWork();
        hosts.get(params.backup().hostId()).checkReachable();
        Hypervisor host = host(params, stage);
        StoragePool pool = host.storage()
                .pool(params.pool())
                .orElseThrow(
                        () -> KloigosException.notFound("storage pool on " + params.hostId() + ",", params.pool()));
        if (!pool.active() || !POOLS_OF_FILES.contains(pool.type())) {
            throw KloigosException.conflict("Storage pool " + params.pool() + " on " + params.hostId()
                    + (pool.active()
                            ? " is of type " + pool.type() + ": a backup is restored into one of files."
                            : " is not active. Start it first."));
        }
        params.backup().volumes().forEach(copy -> require(params, stage, copy));
        checkNetworks(params, host);
    }

    private static Volume require(Params params, Stage stage, DiskCopy copy) {
        Backup backup = params.backup();
        return stage.at(backup.hostId())
                .volume(backup.pool(), copy.volume())
                .orElseThrow(() -> KloigosException.notFound(
                        "copy of disk " + copy.target() + " on " + backup.hostId() + ",",
                        backup.pool() + "/" + copy.volume()));
    }

    private static void checkNetworks(Params params, Hypervisor host) {
        Set<String> missing =
                params.domain().nics().stream().map(NicSpec::network).collect(Collectors.toSet());
        host.look().networks().stream().map(Network::name).forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw KloigosException.conflict("Host " + params.hostId() + " has no network " + String.join(", ", missing)
                    + ", on which the VM was. Say with network which one it is to be on.");
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < params.volumes().size(); i++) {
            DiskCopy copy = params.backup().volumes().get(i);
            String volume = params.volumes().get(i);
            steps.add(Step.undoable(
                    "copy-disk",
                    () -> copy(params, stage, copy, volume),
                    () -> host(params, stage).deleteVolume(params.pool(), volume)));
        }
        steps.addAll(CloneSteps.machine(stage, params.hostId(), params.domain(), params.seeded(), params.start()));
        steps.add(Step.oneWay("observe", () -> stage.observe(params.hostId())));
        return steps;
    }

    /** What a run that died left behind may be half of a copy: it is made anew. */
    private static void copy(Params params, Stage stage, DiskCopy copy, String volume) {
        Hypervisor host = host(params, stage);
        Backup backup = params.backup();
        host.deleteVolume(params.pool(), volume);
        if (!params.isElsewhere()) {
            host.storage().copyVolume(backup.pool(), copy.volume(), params.pool(), volume, VolumeFormat.QCOW2);
            return;
        }
        Volume there = require(params, stage, copy);
        Content content = stage.at(backup.hostId()).storage().content(backup.pool(), copy.volume());
        host.createVolume(new VolumeSpec(params.pool(), volume, VolumeFormat.QCOW2, there.capacityBytes(), null));
        host.upload(params.pool(), volume, content);
    }

    @Override
    protected String done(Params params) {
        return "was made from backup " + params.backup().name() + " of VM "
                + params.backup().vmName();
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        VmRecords.made(tx, params.vmId());
        super.succeeded(tx, task, params);
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        VmRecords.delete(tx, params.vmId());
        super.failed(tx, task, params);
    }
}
