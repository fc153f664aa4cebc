package io.kloigos.core.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventQuery;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.Definition;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.PlannedCommand;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.task.Pending;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmEdit;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.WantedVm;
import io.kloigos.core.vm.report.VmField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Drift on hosts in memory, recorded in a real MariaDB. */
class DriftIT {
    private static final Caller ANN = Caller.of("ann");
    private static final DriftScope ALL = new DriftScope(null, null, Set.of());

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final FakeHypervisor host = hypervisors.host("10.0.0.1");
    private Kloigos kloigos;

    @BeforeEach
    void open() {
        kloigos = Kloigos.open(new KloigosConfig(mariaDb.database(), WatchSettings.defaults()), hypervisors);
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        kloigos.projects().create(ANN, "blue", "blue", "");
        register("h1", "10.0.0.1");
    }

    @AfterEach
    void close() {
        kloigos.close();
    }

    private void register(String id, String address) {
        kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                id,
                                id,
                                address,
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

    private Vm provision(String name, boolean start) throws Exception {
        VmRequest request = new VmRequest(
                "h1",
                name,
                2,
                256,
                "base.qcow2",
                "default",
                null,
                List.of(),
                null,
                Map.of("tier", "web"),
                "blue",
                start);
        return ended(kloigos.vms().provision(ANN, request));
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(20, TimeUnit.SECONDS);
    }

    private static ErrorCode failure(Pending<?> pending) {
        try {
            pending.result().orTimeout(20, TimeUnit.SECONDS).join();
            throw new AssertionError("did not fail");
        } catch (CompletionException e) {
            return ((KloigosException) e.getCause()).code();
        }
    }

    private static void fails(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private List<Drift> drift() {
        return kloigos.drift().list(ALL, null, 100).items();
    }

    /** Changes a domain behind our back, and waits until that is seen. */
    private void byHand(UUID vmId, UnaryOperator<Domain> change) {
        Domain before = host.domain(vmId).orElseThrow();
        Domain after = change.apply(before);
        host.put(after);
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(kloigos.vms().get(vmId).observed()).isEqualTo(after));
    }

    private void vanish(UUID vmId) {
        host.remove(vmId);
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(kloigos.vms().get(vmId).presence()).isEqualTo(Vm.Presence.ABSENT));
    }

    private static Domain domain(
            Domain d, String name, Definition now, Definition next, boolean autostart, Stamp stamp) {
        return new Domain(
                        d.vmId(),
                        name,
                        d.state(),
                        true,
                        now.cpuCores(),
                        now.memoryMb(),
                        now.disks(),
                        now.nics(),
                        next,
                        autostart,
                        d.addresses(),
                        stamp)
                .withType(d.type());
    }

    private static Domain withCores(Domain d, int cores) {
        return domain(
                d, d.name(), new Definition(cores, d.memoryMb(), d.disks(), d.nics()), null, d.autostart(), d.stamp());
    }

    private static Domain withStamp(Domain d, Stamp stamp) {
        return domain(d, d.name(), d.now(), d.atNextStart(), d.autostart(), stamp);
    }

    @Test
    void aVmAsItWasMadeIsNoDriftWhateverOrderAndCaseItsPartsHave() throws Exception {
        Vm vm = provision("web-01", true);
        assertThat(drift()).isEmpty();
        assertThat(vm.observed().stamp()).isEqualTo(vm.stamp());
        byHand(
                vm.vmId(),
                d -> domain(
                        d,
                        d.name(),
                        new Definition(
                                2,
                                256,
                                List.of(d.disks().get(1), d.disks().get(0)),
                                List.of(new Domain.Nic(
                                        "default", d.nics().get(0).mac().toUpperCase(java.util.Locale.ROOT)))),
                        null,
                        false,
                        d.stamp()));
        assertThat(drift()).isEmpty();
    }

    @Test
    void whatDiffersIsToldFieldByFieldLiveAndPersistentApart() throws Exception {
        Vm vm = provision("web-01", true);
        byHand(
                vm.vmId(),
                d -> domain(
                        d,
                        "renamed",
                        d.now(),
                        new Definition(
                                4, 512, d.disks().subList(0, 1), List.of(new Domain.Nic("other", "52:54:00:00:00:01"))),
                        true,
                        new Stamp(
                                d.stamp().owner(),
                                1,
                                "red",
                                "base.qcow2",
                                vm.createdAt(),
                                Map.of(),
                                Map.of("note", "x"))));
        Drift drift = drift().get(0);
        assertThat(drift.kind()).isEqualTo(DriftKind.DIFFERS);
        assertThat(drift.refusal()).isNull();
        assertThat(drift.differences())
                .extracting(Difference::field)
                .containsExactly(
                        "name",
                        "cpu_cores",
                        "memory_mb",
                        "disks",
                        "networks",
                        "autostart",
                        "labels",
                        "annotations",
                        "project_id");
        assertThat(drift.differences())
                .contains(
                        new Difference("cpu_cores", 2, 2, 4),
                        new Difference("memory_mb", 256L, 256L, 512L),
                        new Difference("autostart", false, null, true),
                        new Difference("project_id", "blue", "red", "red"));
    }

    @Test
    void aVmOfAProjectHasItsNameToItselfWhateverItsDomainIsCalled() throws Exception {
        UUID id = provision("web-01", false).vmId();
        String part = "-" + id.toString().substring(0, 8);
        assertCalled(id, "web-01", "web-01" + part);
        ended(kloigos.vmEdits().edit(ANN, id, new VmEdit("db-01", null, null, null)));
        assertCalled(id, "db-01", "db-01" + part);
        for (String byHand : List.of("mail", "mx" + part)) {
            byHand(id, d -> domain(d, byHand, d.now(), d.atNextStart(), d.autostart(), d.stamp()));
            assertThat(drift()).hasSize(1);
            ended(kloigos.adoptions().adopt(ANN, id, Set.of()));
            assertCalled(id, byHand.replace(part, ""), byHand);
        }
        ended(kloigos.vmEdits().giveTo(ANN, id, null));
        assertCalled(id, "mx", "mx" + part);
        UUID other = provision("mx", false).vmId();
        assertCalled(other, "mx", "mx-" + other.toString().substring(0, 8));
        fails(ErrorCode.CONFLICT, () -> kloigos.vmEdits().giveTo(ANN, id, "blue"));
        fails(ErrorCode.CONFLICT, () -> provision("mx", false));
    }

    private void assertCalled(UUID id, String name, String domainName) {
        Vm vm = kloigos.vms().get(id);
        assertThat(List.of(vm.name(), vm.domainName())).containsExactly(name, domainName);
        assertThat(host.domain(id).orElseThrow().name()).isEqualTo(domainName);
        assertThat(drift()).isEmpty();
    }

    @Test
    void whatNobodyCanSeeIsNoDriftAndItsHostIsNamed() throws Exception {
        Vm vm = provision("web-01", true);
        byHand(vm.vmId(), d -> withCores(d, 4));
        assertThat(drift()).hasSize(1);
        host.goAway();
        Awaitility.await().untilAsserted(() -> assertThat(drift()).isEmpty());
        DriftPage page = kloigos.drift().list(ALL, null, 100);
        assertThat(page.notLookedAt()).extracting(DriftPage.NotLookedAt::hostId).containsExactly("h1");
        assertThat(page.notLookedAt().get(0).since()).isNotNull();
        assertThat(kloigos.drift().plan(ALL).items()).isEmpty();
    }

    @Test
    void differencesAreMendedByExactlyThePlanThatWasShown() throws Exception {
        Vm vm = provision("web-01", false);
        Domain asMade = host.domain(vm.vmId()).orElseThrow();
        byHand(
                vm.vmId(),
                d -> domain(d, "renamed", new Definition(4, 512, List.of(), List.of()), null, true, d.stamp()));
        DriftPlan plan = kloigos.drift().plan(ALL);
        assertThat(plan.items()).hasSize(1);
        assertThat(plan.items().get(0).commands())
                .extracting(PlannedCommand::command)
                .containsExactly("amend " + vm.vmId(), "set-autostart " + vm.vmId());
        assertThat(plan.items().get(0).commands().get(0).diff())
                .contains("-renamed\n+" + vm.domainName() + "\n")
                .contains("-4\n-512\n-[]\n-[]\n+2\n+256\n");
        assertThat(host.domain(vm.vmId()).orElseThrow().name()).isEqualTo("renamed");
        assertThat(kloigos.drift().plan(ALL)).isEqualTo(plan);

        Caller keyed = ANN.withIdempotencyKey("mend");
        List<DriftService.Mended> mended = ended(kloigos.drift().apply(keyed, plan.hash(), null, null));
        assertThat(mended).hasSize(1);
        assertThat(host.domain(vm.vmId()).orElseThrow()).isEqualTo(asMade);
        assertThat(drift()).isEmpty();
        assertThat(ended(kloigos.drift().apply(keyed, plan.hash(), null, null))).isEqualTo(mended);
        assertThat(failure(kloigos.drift().apply(ANN, plan.hash(), null, null))).isEqualTo(ErrorCode.CONFLICT);
        assertThat(host.domain(vm.vmId()).orElseThrow()).isEqualTo(asMade);
        assertThat(kloigos.events().list(EventQuery.newest(50)))
                .extracting(Event::type)
                .contains("drift.mended", "drift.mend_failed");
    }

    @Test
    void aPlanIsRefusedOnceTheHostOrTheRecordsHaveChanged() throws Exception {
        Vm vm = provision("web-01", false);
        byHand(vm.vmId(), d -> withCores(d, 4));
        DriftPlan plan = kloigos.drift().plan(ALL);
        byHand(vm.vmId(), d -> withCores(d, 8));
        Domain before = host.domain(vm.vmId()).orElseThrow();
        assertThat(failure(kloigos.drift().apply(ANN, plan.hash(), null, null))).isEqualTo(ErrorCode.CONFLICT);
        assertThat(host.domain(vm.vmId())).contains(before);
        fails(ErrorCode.NOT_FOUND, () -> kloigos.drift().apply(ANN, "0".repeat(64), null, null));
        fails(ErrorCode.NOT_FOUND, () -> kloigos.drift().apply(ANN, plan.hash(), "other", null));
    }

    @Test
    void aRunningVmIsMendedForItsNextStartAndThatIsSaid() throws Exception {
        Vm vm = provision("web-01", true);
        byHand(vm.vmId(), d -> withCores(d, 1));
        DriftPlan plan = kloigos.drift().plan(ALL);
        assertThat(plan.items().get(0).atRestart()).containsExactly("cpu_cores");
        ended(kloigos.drift().apply(ANN, plan.hash(), "h1", vm.vmId()));
        Awaitility.await()
                .untilAsserted(() -> assertThat(drift())
                        .flatExtracting(Drift::differences)
                        .containsExactly(new Difference("cpu_cores", 2, 1, 2)));
        assertThat(kloigos.drift().plan(ALL).items().get(0).commands()).isEmpty();
    }

    @Test
    void aMissingVmIsDefinedAgainWhileItsVolumesAreThere() throws Exception {
        Vm vm = provision("web-01", false);
        Domain asMade = host.domain(vm.vmId()).orElseThrow();
        vanish(vm.vmId());
        assertThat(drift()).extracting(Drift::kind).containsExactly(DriftKind.MISSING_ON_HOST);
        DriftPlan plan = kloigos.drift().plan(ALL);
        ended(kloigos.drift().apply(ANN, plan.hash(), null, null));
        assertThat(host.domain(vm.vmId())).contains(asMade);
        assertThat(drift()).isEmpty();

        vanish(vm.vmId());
        host.deleteVolume("default", "kloigos-" + vm.vmId() + "-root.qcow2");
        PlannedMend impossible = kloigos.drift().plan(ALL).items().get(0);
        assertThat(impossible.commands()).isEmpty();
        assertThat(impossible.obstacle()).contains("kloigos-" + vm.vmId() + "-root.qcow2");
    }

    @Test
    void aMissingVmWhoseDriveIsEmptyIsDefinedAgainWithTheDrive() throws Exception {
        Vm vm = provision("web-01", false);
        ended(kloigos.disks().changeMedium(ANN, vm.vmId(), null, "default", null));
        Domain asMade = host.domain(vm.vmId()).orElseThrow();
        vanish(vm.vmId());
        DriftPlan plan = kloigos.drift().plan(ALL);
        ended(kloigos.drift().apply(ANN, plan.hash(), null, null));
        assertThat(host.domain(vm.vmId()).orElseThrow().disks()).isEqualTo(asMade.disks());
        assertThat(drift()).isEmpty();
    }

    @Test
    void foreignAndNewerStampsAreReportedAndNeverPlanned() throws Exception {
        Vm foreign = provision("web-01", false);
        Vm newer = provision("web-02", false);
        Vm bare = provision("web-03", false);
        byHand(foreign.vmId(), d -> withStamp(withCores(d, 4), new Stamp("somebody", 1)));
        byHand(newer.vmId(), d -> withStamp(withCores(d, 4), new Stamp(d.stamp().owner(), 7)));
        byHand(bare.vmId(), d -> withStamp(withCores(d, 4), null));
        assertThat(drift())
                .extracting(Drift::name, Drift::refusal)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("web-03", Refusal.UNSTAMPED),
                        org.assertj.core.groups.Tuple.tuple("web-02", Refusal.NEWER_GENERATION),
                        org.assertj.core.groups.Tuple.tuple("web-01", Refusal.FOREIGN_STAMP));
        DriftPlan plan = kloigos.drift().plan(ALL);
        assertThat(plan.items()).hasSize(3).allMatch(item -> !item.isRunnable() && item.obstacle() != null);
        fails(ErrorCode.NOT_FOUND, () -> kloigos.drift().apply(ANN, plan.hash(), null, null));
    }

    @Test
    void aMendThatFailsPutsBackWhatWasThere() throws Exception {
        Vm vm = provision("web-01", false);
        byHand(vm.vmId(), d -> domain(d, d.name(), new Definition(4, 256, d.disks(), d.nics()), null, true, d.stamp()));
        Domain before = host.domain(vm.vmId()).orElseThrow();
        DriftPlan plan = kloigos.drift().plan(ALL);
        host.refuseAutostart(true);
        assertThat(failure(kloigos.drift().apply(ANN, plan.hash(), null, null))).isEqualTo(ErrorCode.HOST_FAILED);
        assertThat(host.domain(vm.vmId())).contains(before);
    }

    @Test
    void pagesHaveEveryDriftOnce() throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Vm vm = provision("web-0" + i, false);
            byHand(vm.vmId(), d -> withCores(d, 4));
            ids.add(0, vm.vmId());
        }
        for (int i = 0; i < 3; i++) {
            UUID id = new UUID(7, i);
            host.put(new Domain(
                    id,
                    "wild-" + i,
                    PowerState.STOPPED,
                    true,
                    1,
                    64,
                    List.of(),
                    List.of(),
                    null,
                    false,
                    List.of(),
                    null));
            ids.add(id);
        }
        Awaitility.await().untilAsserted(() -> assertThat(drift()).hasSize(6));
        List<UUID> seen = new ArrayList<>();
        DriftPage page = kloigos.drift().list(ALL, null, 2);
        page.items().forEach(item -> seen.add(item.vmId()));
        while (page.next() != null) {
            page = kloigos.drift().list(ALL, page.next(), 2);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            page.items().forEach(item -> seen.add(item.vmId()));
        }
        assertThat(seen).containsExactlyElementsOf(ids);
        assertThat(kloigos.drift()
                        .list(new DriftScope("h1", ids.get(5), Set.of(DriftKind.UNKNOWN_TO_CMDB)), null, 10)
                        .items())
                .extracting(Drift::name)
                .containsExactly("wild-2");
        assertThat(kloigos.drift().plan(ALL).items())
                .filteredOn(PlannedMend::isRunnable)
                .hasSize(3);
    }

    @Test
    void whatAHostHasIsTakenAsWantedFieldByField() throws Exception {
        Vm vm = provision("web-01", false);
        byHand(
                vm.vmId(),
                d -> domain(
                        d,
                        d.name(),
                        new Definition(
                                4,
                                512,
                                List.of(d.disks().get(0), new Domain.Disk("vdb", "disk", "raw", "/dev/sdb")),
                                d.nics()),
                        null,
                        true,
                        d.stamp()));
        Vm some = ended(kloigos.adoptions().adopt(ANN, vm.vmId(), Set.of(VmField.CPU_CORES, VmField.DISKS)));
        assertThat(some.generation()).isEqualTo(2);
        assertThat(some.cpuCores()).isEqualTo(4);
        assertThat(some.memoryMb()).isEqualTo(256);
        assertThat(some.spec().disks())
                .containsExactly(vm.spec().disks().get(0), new VmSpec.Disk(null, "/dev/sdb", "raw", "disk"));
        assertThat(host.domain(vm.vmId()).orElseThrow().stamp()).isEqualTo(some.stamp());
        assertThat(drift())
                .flatExtracting(Drift::differences)
                .extracting(Difference::field)
                .containsExactly("memory_mb", "autostart");
        Caller keyed = ANN.withIdempotencyKey("adopt");
        Vm all = ended(kloigos.adoptions().adopt(keyed, vm.vmId(), Set.of()));
        assertThat(all.generation()).isEqualTo(3);
        assertThat(ended(kloigos.adoptions().adopt(keyed, vm.vmId(), Set.of())).generation())
                .isEqualTo(3);
        assertThat(drift()).isEmpty();
    }

    @Test
    void anUnstampedOrNewerDomainIsAdoptedAndAForeignOneNot() throws Exception {
        Vm vm = provision("web-01", false);
        byHand(vm.vmId(), d -> withStamp(withCores(d, 4), null));
        assertThat(ended(kloigos.adoptions().adopt(ANN, vm.vmId(), Set.of())).labels())
                .isEqualTo(Map.of("tier", "web"));
        byHand(
                vm.vmId(),
                d -> withStamp(d, new Stamp(d.stamp().owner(), 9, null, null, null, Map.of("a", "b"), Map.of())));
        Vm newer = ended(kloigos.adoptions().adopt(ANN, vm.vmId(), Set.of()));
        assertThat(newer.generation()).isEqualTo(10);
        assertThat(newer.labels()).isEqualTo(Map.of("a", "b"));
        assertThat(drift()).isEmpty();
        byHand(vm.vmId(), d -> withStamp(d, new Stamp("somebody", 1)));
        fails(ErrorCode.CONFLICT, () -> kloigos.adoptions().adopt(ANN, vm.vmId(), Set.of()));
        vanish(vm.vmId());
        fails(ErrorCode.CONFLICT, () -> kloigos.adoptions().adopt(ANN, vm.vmId(), Set.of()));
    }

    private UUID wild(String name, Stamp stamp) {
        Domain wild = new Domain(
                UUID.randomUUID(),
                name,
                PowerState.STOPPED,
                true,
                3,
                300,
                List.of(new Domain.Disk("vda", "disk", "qcow2", "/var/lib/libvirt/default/base.qcow2")),
                List.of(new Domain.Nic("default", "52:54:00:AB:CD:EF")),
                null,
                true,
                List.of(),
                stamp);
        host.put(wild);
        Awaitility.await()
                .untilAsserted(() -> assertThat(drift()).extracting(Drift::vmId).contains(wild.vmId()));
        return wild.vmId();
    }

    private static ImportRequest importing(UUID vmId) {
        return new ImportRequest(
                "h1",
                vmId,
                "debian-12",
                Map.of("tier", "db"),
                Map.of("note", "found"),
                "blue",
                java.time.Instant.parse("2020-01-01T00:00:00Z"));
    }

    @Test
    void aDomainThatExistsIsTakenIntoTheCmdbAsItsHostReportsIt() throws Exception {
        UUID id = wild("wild", null);
        Caller keyed = ANN.withIdempotencyKey("import");
        Vm vm = ended(kloigos.adoptions().importDomain(keyed, importing(id)));
        assertThat(ended(kloigos.adoptions().importDomain(keyed, importing(id))))
                .isEqualTo(vm);
        assertThat(vm.wanted())
                .isEqualTo(new WantedVm(
                        "wild",
                        "wild",
                        3,
                        300,
                        "debian-12",
                        Map.of("tier", "db"),
                        Map.of("note", "found"),
                        "blue",
                        new VmSpec(
                                List.of(new VmSpec.Disk("default", "base.qcow2", "qcow2", "disk")),
                                List.of(new NicSpec("default", "52:54:00:ab:cd:ef")),
                                true)));
        assertThat(vm.createdAt()).isEqualTo("2020-01-01T00:00:00Z");
        assertThat(host.domain(id).orElseThrow().stamp()).isEqualTo(vm.stamp());
        assertThat(drift()).isEmpty();
        fails(ErrorCode.CONFLICT, () -> kloigos.adoptions().importDomain(ANN, importing(id)));
        assertThat(kloigos.events().list(EventQuery.newest(5)))
                .extracting(Event::type)
                .contains("vm.imported");
    }

    @Test
    void foreignAndUnknownDomainsAreNotImported() {
        UUID foreign = wild("theirs", new Stamp("somebody", 1));
        assertThat(drift()).extracting(Drift::refusal).containsExactly(Refusal.FOREIGN_STAMP);
        fails(ErrorCode.CONFLICT, () -> kloigos.adoptions().importDomain(ANN, importing(foreign)));
        fails(ErrorCode.NOT_FOUND, () -> kloigos.adoptions().importDomain(ANN, importing(UUID.randomUUID())));
        assertThat(kloigos.vms().list(VmQuery.onHost("h1"))).isEmpty();
    }

    @Test
    void anImportThatFailsLeavesNoVm() {
        UUID id = wild("wild", null);
        host.goSilent(true);
        Domain before = host.domain(id).orElseThrow();
        host.put(withCores(domain(before, "other", before.now(), null, true, null), 3));
        assertThat(failure(kloigos.adoptions().importDomain(ANN, importing(id))))
                .isEqualTo(ErrorCode.CONFLICT);
        assertThat(kloigos.vms().list(VmQuery.onHost("h1"))).isEmpty();
        assertThat(host.domain(id).orElseThrow().stamp()).isNull();
    }
}
