package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.DomainSpec.Device;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Snapshot;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a real host has to show in a sweep. */
@Timeout(120)
class SweepLabIT {
    private static final String OWNER = "sweep";
    private static final String VIRSH = "virsh -q -c qemu:///system ";

    private final Lab lab = Lab.running();
    private final SshHypervisors hypervisors = new SshHypervisors(lab.config());
    private final Hypervisor host = hypervisors.at(lab.endpoint(1));
    private final String tag = "sweep-" + UUID.randomUUID().toString().substring(0, 8);
    private final UUID vmId = UUID.randomUUID();
    private final Deque<Runnable> leftovers = new ArrayDeque<>();

    @AfterEach
    void leaveNothingBehind() {
        leftovers.forEach(Runnable::run);
        hypervisors.close();
    }

    private Domain seen(HostView view) {
        return view.domains().stream()
                .filter(domain -> domain.vmId().equals(vmId))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void snapshotsAreSeenWithWhatTheyBuildOn() {
        leftovers.push(() -> host.deleteVolume("default", tag));
        host.createVolume(new VolumeSpec("default", tag, VolumeFormat.QCOW2, 1 << 20, null));
        DiskSpec disk = new DiskSpec("default", tag, VolumeFormat.QCOW2, Device.DISK);
        leftovers.push(() -> host.undefine(vmId, OWNER));
        host.define(new DomainSpec(vmId, tag, 3, 64, List.of(disk), List.of(), new Stamp(OWNER, 1)));
        leftovers.push(() -> lab.ssh(
                1,
                "for s in '--b \"漢\"' one; do " + VIRSH + "snapshot-delete --domain " + vmId
                        + " --snapshotname \"$s\"; done"));
        lab.ssh(
                1,
                VIRSH + "snapshot-create-as --domain " + vmId + " --name one; " + VIRSH + "snapshot-create-as --domain "
                        + vmId + " --name '--b \"漢\"'");
        List<Snapshot> snapshots = host.look().snapshots().stream()
                .filter(snapshot -> snapshot.vmId().equals(vmId))
                .sorted((a, b) -> Boolean.compare(a.current(), b.current()))
                .toList();
        assertThat(snapshots)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("createdAt")
                .containsExactly(
                        new Snapshot(vmId, "one", null, PowerState.STOPPED, 3, 64, false, Instant.EPOCH),
                        new Snapshot(vmId, "--b \"漢\"", "one", PowerState.STOPPED, 3, 64, true, Instant.EPOCH));
        assertThat(snapshots)
                .allSatisfy(snapshot -> assertThat(snapshot.createdAt())
                        .isBetween(
                                Instant.now().minusSeconds(300), Instant.now().plusSeconds(5)));
    }

    @Test
    void aStoppedPoolIsSeenWithoutItsVolumes() {
        leftovers.push(() -> lab.ssh(1, VIRSH + "pool-undefine " + tag));
        lab.ssh(
                1,
                VIRSH + "pool-define-as " + tag + " dir --target /tmp/" + tag + "; " + VIRSH + "pool-autostart " + tag);
        assertThat(host.look().pools())
                .filteredOn(pool -> pool.name().equals(tag))
                .singleElement()
                .satisfies(pool -> assertThat(pool)
                        .isEqualTo(new StoragePool(pool.uuid(), tag, "dir", false, true, "/tmp/" + tag, 0, 0, 0)));
    }

    @Test
    void everyStateIsSeenAsItIs() {
        leftovers.push(() -> host.undefine(vmId, OWNER));
        leftovers.push(() -> host.powerOff(vmId, OWNER));
        host.define(new DomainSpec(vmId, tag, 1, 64, List.of(), List.of(), new Stamp(OWNER, 1)));
        assertThat(seen(host.look()).state()).isEqualTo(PowerState.STOPPED);
        host.start(vmId);
        assertThat(seen(host.look()).state()).isEqualTo(PowerState.RUNNING);
        lab.ssh(1, VIRSH + "suspend " + vmId);
        assertThat(seen(host.look()).state()).isEqualTo(PowerState.PAUSED);
        assertThat(host.figures().domains())
                .filteredOn(each -> each.vmId().equals(vmId))
                .singleElement()
                .satisfies(each -> assertThat(each.state()).isEqualTo(PowerState.PAUSED));
        lab.ssh(1, VIRSH + "undefine " + vmId);
        Domain last = seen(host.look());
        assertThat(last.persistent()).isFalse();
        assertThat(last).isEqualTo(host.domain(vmId).orElseThrow());
        lab.ssh(1, VIRSH + "destroy " + vmId);
        assertThat(host.domain(vmId)).isEmpty();
    }

    @Test
    void aSweepBearsThatThingsComeAndGo() {
        CompletableFuture<String> busy = CompletableFuture.supplyAsync(() -> lab.ssh(
                1,
                "for i in $(seq 40); do " + VIRSH
                        + "define /dev/stdin <<X >/dev/null\n<domain type='qemu'><name>" + tag + "-$i</name>"
                        + "<memory>65536</memory><os><type>hvm</type></os></domain>\nX\n" + VIRSH + "undefine " + tag
                        + "-$i >/dev/null; done"));
        int looks = 0;
        while (!busy.isDone()) {
            assertThat(host.look().networks())
                    .extracting(network -> network.name())
                    .contains("default");
            looks++;
        }
        busy.join();
        assertThat(looks).isPositive();
    }
}
