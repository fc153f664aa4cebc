package io.kloigos.ssh;

import static io.kloigos.ssh.LabEngine.ANN;
import static io.kloigos.ssh.LabEngine.ended;
import static io.kloigos.ssh.LabEngine.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmAction;
import io.kloigos.core.vm.VmDisks;
import io.kloigos.core.vm.VmEdit;
import io.kloigos.core.vm.VmService;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.VmVolumes;
import io.kloigos.core.vm.disk.DiskRequest;
import io.kloigos.core.vm.nic.NicRequest;
import io.kloigos.core.vm.snapshot.SnapshotRequest;
import io.kloigos.core.vm.snapshot.VmSnapshot;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can be done with a VM, with a real guest on a real host; what virsh says of it is compared. */
class VmVerbsLabIT {
    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private LabEngine engine;
    private Kloigos kloigos;
    private UUID vmId;

    @BeforeEach
    void open() throws Exception {
        engine = new LabEngine(mariaDb.database(), 1);
        kloigos = engine.kloigos;
        vmId = engine.runningVm("verbs-01").vmId();
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private Vm act(VmAction action) throws Exception {
        return ended(kloigos.vms().act(ANN, vmId, action, VmService.STOP_DEADLINE));
    }

    private String virsh(String command) {
        return engine.virsh(0, command);
    }

    private void assertInStep() {
        assertThat(engine.isInStep(vmId)).isTrue();
    }

    @Test
    void powerSizeNameAndSnapshots() throws Exception {
        assertThat(act(VmAction.PAUSE).powerState()).isEqualTo(PowerState.PAUSED);
        assertThat(virsh("domstate " + vmId)).startsWith("paused");
        assertThat(act(VmAction.RESUME).powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(act(VmAction.SUSPEND_TO_DISK).powerState()).isEqualTo(PowerState.STOPPED);
        assertThat(virsh("dominfo " + vmId)).containsPattern("Managed save: +yes");
        assertThat(act(VmAction.START).powerState()).isEqualTo(PowerState.RUNNING);

        VmSnapshot first = ended(kloigos.snapshots().take(ANN, vmId, new SnapshotRequest("first", "a try", null)));
        assertThat(first.snapshot().memory()).isTrue();
        assertThat(first.snapshot().description()).isEqualTo("a try");
        Vm resized = ended(kloigos.vmEdits().resize(ANN, vmId, 2, 192));
        assertThat(resized.restartRequired()).isTrue();
        assertThat(virsh("dumpxml --inactive " + vmId)).contains(">2</vcpu>");
        act(VmAction.FORCE_STOP);
        assertThat(kloigos.vms().get(vmId).restartRequired()).isFalse();
        assertInStep();

        Vm back = ended(kloigos.snapshots().revert(ANN, vmId, first.snapshotId()));
        assertThat(back.powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(back.cpuCores()).isEqualTo(1);
        assertInStep();
        ended(kloigos.snapshots().take(ANN, vmId, new SnapshotRequest("second", null, null)));
        ended(kloigos.snapshots().delete(ANN, vmId, first.snapshotId()));
        assertThat(virsh("snapshot-list --name --domain " + vmId).strip()).isEqualTo("second");
        ended(kloigos.snapshots().delete(ANN, vmId, VmSnapshot.id(vmId, "second")));

        assertThat(failure(kloigos.vmEdits().edit(ANN, vmId, new VmEdit("verbs-02", null, null, null)))
                        .code())
                .isEqualTo(ErrorCode.CONFLICT);
        act(VmAction.FORCE_STOP);
        ended(kloigos.vmEdits().edit(ANN, vmId, new VmEdit("verbs-02", null, null, "renamed")));
        assertThat(virsh("domname " + vmId).strip()).isEqualTo("verbs-02");
        ended(kloigos.vmEdits().setMetadata(ANN, vmId, Map.of("tier", "db"), null));
        assertThat(virsh("metadata --config --uri https://kloigos.io/libvirt/1 " + vmId))
                .contains("key=\"tier\" value=\"db\"");
        assertInStep();

        String image = kloigos.images().list().get(0).volume();
        Vm anew = ended(kloigos.disks().deploy(ANN, vmId, LabEngine.IMAGE, VmDisks.DELETE));
        String disk = String.valueOf(anew.spec().disks().get(0).volume());
        assertThat(virsh("vol-dumpxml --pool default " + disk)).contains("/" + image + "</path>", "<compat>1.1<");
        assertThat(virsh("domblklist " + vmId)).contains("vda", disk);
        assertThat(virsh("vol-list default")).doesNotContain(VmVolumes.root(vmId));
        assertThat(act(VmAction.START).powerState()).isEqualTo(PowerState.RUNNING);
        assertInStep();
    }

    @Test
    void disksMediaAndInterfaces() throws Exception {
        Vm with = ended(kloigos.disks().attach(ANN, vmId, new DiskRequest("default", null, 1, null, null, null)));
        VmSpec.Disk disk = with.spec().disks().get(2);
        assertThat(virsh("domblklist " + vmId)).contains("vdb", disk.volume());
        assertThat(virsh("domblklist --inactive " + vmId)).contains("vdb", disk.volume());
        ended(kloigos.disks().grow(ANN, vmId, "vdb", 2));
        assertThat(virsh("domblkinfo " + vmId + " vdb")).containsPattern("Capacity: +2147483648");
        assertThat(failure(kloigos.disks().grow(ANN, vmId, "vdb", 1)).code()).isEqualTo(ErrorCode.INVALID);
        VmSnapshot small = ended(kloigos.snapshots().take(ANN, vmId, new SnapshotRequest("small", null, null)));
        ended(kloigos.disks().grow(ANN, vmId, "vdb", 3));
        assertThat(virsh("domblkinfo " + vmId + " vdb")).containsPattern("Capacity: +3221225472");
        Vm back = ended(kloigos.snapshots().revert(ANN, vmId, small.snapshotId()));
        assertThat(virsh("domblkinfo " + vmId + " vdb")).containsPattern("Capacity: +2147483648");
        assertThat(back.spec().disks())
                .filteredOn(each -> disk.volume().equals(each.volume()))
                .extracting(VmSpec.Disk::sizeBytes)
                .containsExactly(2L << 30);
        ended(kloigos.snapshots().delete(ANN, vmId, small.snapshotId()));
        assertInStep();
        ended(kloigos.disks().detach(ANN, vmId, "vdb", VmDisks.DELETE));
        assertThat(virsh("domblklist " + vmId)).doesNotContain("vdb");
        assertThat(virsh("vol-list default")).doesNotContain(disk.volume());
        assertInStep();

        ended(kloigos.nics().attach(ANN, vmId, new NicRequest("default", null, "52:54:00:ab:cd:01")));
        assertThat(virsh("domiflist " + vmId)).contains("52:54:00:ab:cd:01");
        assertThat(virsh("domiflist --inactive " + vmId)).contains("52:54:00:ab:cd:01");
        assertInStep();
        ended(kloigos.nics().detach(ANN, vmId, "52:54:00:ab:cd:01"));
        assertThat(virsh("domiflist " + vmId)).doesNotContain("52:54:00:ab:cd:01");
        assertInStep();
        assertThat(failure(kloigos.nics().attach(ANN, vmId, new NicRequest("no-such-net", null, null)))
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertInStep();

        ended(kloigos.disks().changeMedium(ANN, vmId, null, "default", null));
        assertThat(virsh("domblklist --details --inactive " + vmId)).containsPattern("cdrom +h?s?da +-");
        assertInStep();
    }
}
