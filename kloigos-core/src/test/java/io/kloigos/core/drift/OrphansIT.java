package io.kloigos.core.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.Definition;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.image.Image;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.task.Pending;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What nobody uses on a host in memory, with records in a real MariaDB. */
class OrphansIT {
    private static final Caller ANN = Caller.of("ann");

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final FakeHypervisor host = hypervisors.host("10.0.0.1");
    private Kloigos kloigos;

    @BeforeEach
    void open() {
        kloigos = Kloigos.open(new KloigosConfig(mariaDb.database(), WatchSettings.defaults()), hypervisors);
        kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                "h1",
                                "h1",
                                "10.0.0.1",
                                22,
                                "kloigos",
                                HostRegistration.SYSTEM_URI,
                                0,
                                0,
                                null,
                                true,
                                List.of(),
                                null));
    }

    @AfterEach
    void close() {
        kloigos.close();
    }

    private void volume(String name, String backing) {
        host.createVolume(new VolumeSpec("default", name, VolumeFormat.QCOW2, 1 << 20, backing));
    }

    private static String path(String volume) {
        return "/var/lib/libvirt/default/" + volume;
    }

    private void domain(List<Domain.Disk> now, List<Domain.Disk> next) {
        host.put(new Domain(
                UUID.randomUUID(),
                "wild-" + UUID.randomUUID(),
                PowerState.RUNNING,
                true,
                1,
                64,
                now,
                List.of(),
                new Definition(1, 64, next, List.of()),
                false,
                List.of(),
                null));
    }

    private Orphans orphans() {
        kloigos.hosts().refresh("h1");
        return kloigos.orphans().list("h1");
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(20, TimeUnit.SECONDS);
    }

    private ErrorCode removalFails(String... names) {
        try {
            kloigos.orphans()
                    .remove(
                            ANN,
                            "h1",
                            List.of(names).stream()
                                    .map(name -> new VolumeName("default", name))
                                    .toList())
                    .result()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            throw new AssertionError("did not fail");
        } catch (CompletionException e) {
            return ((KloigosException) e.getCause()).code();
        }
    }

    private Vm provision(String base) throws Exception {
        VmRequest request =
                new VmRequest("h1", "web-01", 1, 64, base, "default", null, List.of(), null, Map.of(), null, false);
        return ended(kloigos.vms().provision(ANN, request));
    }

    @Test
    void onlyVolumesThatNobodyUsesAreOrphansAndEachSaysWhy(@TempDir Path folder) throws Exception {
        Image image = ended(kloigos.images()
                .load(ANN, "h1", "tiny", "1", Files.write(folder.resolve("disk.raw"), new byte[] {1, 2, 3})));
        volume("base.qcow2", null);
        Vm vm = provision("base.qcow2");
        for (String name : List.of("live.qcow2", "next.qcow2", "cd.iso", "spare.qcow2", "kloigos-left.qcow2")) {
            volume(name, null);
        }
        domain(
                List.of(
                        new Domain.Disk("vda", "disk", "qcow2", path("live.qcow2")),
                        new Domain.Disk("sda", "cdrom", "raw", path("cd.iso"))),
                List.of(new Domain.Disk("vda", "disk", "qcow2", path("next.qcow2"))));
        Orphans orphans = orphans();
        assertThat(orphans.volumes())
                .extracting(o -> o.volume().name(), Orphans.OrphanVolume::isOurs)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("kloigos-left.qcow2", true),
                        org.assertj.core.groups.Tuple.tuple("spare.qcow2", false));
        assertThat(orphans.volumes().get(0).proof())
                .anySatisfy(proof -> assertThat(proof).contains("none of 2 domains has " + path("kloigos-left.qcow2")));
        assertThat(orphans.unproven()).isEmpty();
        assertThat(host.volume("default", image.volume())).isPresent();

        // what a VM of ours has is kept although somebody took its domain away
        host.remove(vm.vmId());
        assertThat(orphans().volumes()).hasSize(2);
    }

    @Test
    void whatIsNamedIsRemovedAndNothingElse() throws Exception {
        volume("a.qcow2", null);
        volume("b.qcow2", null);
        volume("c.qcow2", null);
        Pending<List<VolumeName>> removal = kloigos.orphans()
                .remove(
                        ANN.withIdempotencyKey("once"),
                        "h1",
                        List.of(new VolumeName("default", "a.qcow2"), new VolumeName("default", "c.qcow2")));
        assertThat(ended(removal)).hasSize(2);
        assertThat(orphans().volumes()).extracting(o -> o.volume().name()).containsExactly("b.qcow2");
        assertThat(removalFails("gone.qcow2")).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aVolumeThatIsUsedByNowIsNotRemovedNorIsAnyOtherOfTheSameRequest() {
        volume("a.qcow2", null);
        volume("b.qcow2", null);
        assertThat(orphans().volumes()).hasSize(2);
        host.goSilent(true);
        domain(List.of(), List.of(new Domain.Disk("sda", "cdrom", "raw", path("b.qcow2"))));
        assertThat(removalFails("a.qcow2", "b.qcow2")).isEqualTo(ErrorCode.CONFLICT);
        assertThat(host.volumes("default")).hasSize(2);
    }

    @Test
    void basesAreKeptAndOverlaysWithoutTheirBaseAreNamed() {
        volume("base.qcow2", null);
        volume("middle.qcow2", "base.qcow2");
        volume("top.qcow2", "middle.qcow2");
        assertThat(orphans().volumes()).extracting(o -> o.volume().name()).containsExactly("top.qcow2");
        assertThat(removalFails("base.qcow2")).isEqualTo(ErrorCode.CONFLICT);
        host.deleteVolume("default", "middle.qcow2");
        assertThat(orphans().overlays())
                .extracting(o -> o.volume().name(), Orphans.BrokenOverlay::missingBase)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("top.qcow2", path("middle.qcow2")));
    }

    @Test
    void nothingIsRemovedWhileAChainCannotBeSeen() {
        volume("a.qcow2", null);
        domain(List.of(), List.of(new Domain.Disk("vda", "disk", "qcow2", "/root/overlay.qcow2")));
        assertThat(orphans().unproven()).hasSize(1);
        assertThat(removalFails("a.qcow2")).isEqualTo(ErrorCode.CONFLICT);
        assertThat(host.volume("default", "a.qcow2")).isPresent();
    }
}
