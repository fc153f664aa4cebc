package io.kloigos.core.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.Sha256;
import io.kloigos.core.hypervisor.DomainSpec.Device;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.image.ImageSite;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every hypervisor does, the fake one and the real ones. The host has a pool and a network {@code default}. */
public abstract class HypervisorContract {
    private static final String POOL = "default";
    private static final String OWNER = "contract";
    private static final long MIB = 1L << 20;

    private final String tag =
            "kloigos-contract-" + UUID.randomUUID().toString().substring(0, 8);
    private final UUID vmId = UUID.randomUUID();
    private final Deque<Runnable> leftovers = new ArrayDeque<>();

    protected abstract Hypervisor hypervisor();

    /** Defines a domain that carries no stamp, behind the hypervisor's back. */
    protected abstract void defineUnstamped(UUID vmId, String name);

    /** Removes what {@link #defineUnstamped} made. */
    protected abstract void removeUnstamped(UUID vmId);

    @AfterEach
    void leaveNothingBehind() {
        leftovers.forEach(Runnable::run);
    }

    private DomainSpec spec(UUID id, String name, long generation) {
        return new DomainSpec(id, name, 2, 64, List.of(), List.of(), new Stamp(OWNER, generation));
    }

    private void define(DomainSpec spec) {
        leftovers.push(() -> {
            hypervisor().powerOff(spec.vmId(), spec.stamp().owner());
            hypervisor().undefine(spec.vmId(), spec.stamp().owner());
        });
        hypervisor().define(spec);
    }

    private DomainSpec defined() {
        DomainSpec spec = spec(vmId, tag, 1);
        define(spec);
        return spec;
    }

    private String create(String name, VolumeFormat format, long bytes, String backing) {
        String full = tag + name;
        leftovers.push(() -> hypervisor().deleteVolume(POOL, full));
        hypervisor().createVolume(new VolumeSpec(POOL, full, format, bytes, backing));
        return full;
    }

    private static void fails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aLineOfTheOperatorsEndsWellOrFailsWithWhatItSaid() {
        hypervisor().shell().run("true");
        hypervisor().shell().run("echo 'error: of no account' >&2; (exit 0) # a comment");
        fails(ErrorCode.HOST_FAILED, () -> hypervisor().shell().run("echo no such thing >&2; exit 3"));
        assertThatThrownBy(() -> hypervisor().shell().run("echo no such thing >&2; exit 3"))
                .hasMessageContaining("no such thing");
    }

    @Test
    void factsNameTheHost() {
        HostFacts facts = hypervisor().facts();
        assertThat(facts.hostUuid()).isNotBlank();
        assertThat(facts.hostname()).isNotBlank();
        assertThat(facts.cpuCores()).isPositive();
        assertThat(facts.memoryMb()).isPositive();
        assertThat(facts.libvirtVersion()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(facts.qemuVersion()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(facts.numaNodes()).isNotEmpty();
    }

    @Test
    void aDomainThatIsNotThereHasNoState() {
        assertThat(hypervisor().state(vmId)).isEmpty();
        assertThat(hypervisor().domain(vmId)).isEmpty();
    }

    @Test
    void aDefinedDomainIsReportedAsItWasAskedFor() {
        String disk = create("-disk", VolumeFormat.QCOW2, 8 * MIB, null);
        String seed = create("-seed", VolumeFormat.RAW, MIB, null);
        DomainSpec spec = new DomainSpec(
                vmId,
                tag,
                2,
                64,
                List.of(
                        new DiskSpec(POOL, disk, VolumeFormat.QCOW2, Device.DISK),
                        new DiskSpec(POOL, seed, VolumeFormat.RAW, Device.CDROM)),
                List.of(new NicSpec("default", "52:54:00:12:34:56")),
                new Stamp(OWNER, 7));
        define(spec);

        Domain domain = hypervisor().domain(vmId).orElseThrow();
        assertThat(domain.vmId()).isEqualTo(vmId);
        assertThat(domain.name()).isEqualTo(tag);
        assertThat(domain.state()).isEqualTo(PowerState.STOPPED);
        assertThat(domain.persistent()).isTrue();
        assertThat(domain.cpuCores()).isEqualTo(2);
        assertThat(domain.memoryMb()).isEqualTo(64);
        assertThat(domain.stamp()).isEqualTo(new Stamp(OWNER, 7));
        assertThat(domain.nics()).containsExactly(new Domain.Nic("default", "52:54:00:12:34:56"));
        assertThat(domain.disks()).extracting(Domain.Disk::device).containsExactly("disk", "cdrom");
        assertThat(domain.disks()).extracting(Domain.Disk::format).containsExactly("qcow2", "raw");
        assertThat(domain.disks()).extracting(Domain.Disk::source).containsExactly(path(disk), path(seed));
    }

    private String path(String volume) {
        return hypervisor().volume(POOL, volume).orElseThrow().path();
    }

    @Test
    void lookSeesTheSameAsAskingForEach() {
        defined();
        String volume = create("-v", VolumeFormat.QCOW2, MIB, null);
        HostView view = hypervisor().look();
        assertThat(view.domains()).contains(hypervisor().domain(vmId).orElseThrow());
        assertThat(view.volumes()).contains(hypervisor().volume(POOL, volume).orElseThrow());
        assertThat(view.volumes())
                .filteredOn(each -> each.pool().equals(POOL))
                .containsExactlyInAnyOrderElementsOf(hypervisor().volumes(POOL));
        assertThat(view.networks()).extracting(Network::name).contains("default");
    }

    @Test
    void lookSeesPoolsAndNetworks() {
        HostView view = hypervisor().look();
        assertThat(view.facts()).isEqualTo(hypervisor().facts());
        assertThat(view.pools())
                .filteredOn(pool -> pool.name().equals(POOL))
                .singleElement()
                .satisfies(pool -> {
                    assertThat(pool.active()).isTrue();
                    assertThat(pool.type()).isEqualTo("dir");
                    assertThat(pool.path()).startsWith("/");
                    assertThat(pool.capacityBytes()).isPositive();
                    assertThat(pool.availableBytes()).isPositive();
                });
        assertThat(view.networks())
                .filteredOn(network -> network.name().equals("default"))
                .singleElement()
                .satisfies(network -> assertThat(network.active()).isTrue());
    }

    @Test
    void aDomainStartsWithItsHostIfAskedTo() {
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().setAutostart(vmId, true));
        defined();
        assertThat(hypervisor().domain(vmId).orElseThrow().autostart()).isFalse();
        hypervisor().setAutostart(vmId, true);
        hypervisor().setAutostart(vmId, true);
        assertThat(hypervisor().domain(vmId).orElseThrow().autostart()).isTrue();
        assertThat(hypervisor().look().domains())
                .contains(hypervisor().domain(vmId).orElseThrow());
        hypervisor().define(spec(vmId, tag, 2));
        assertThat(hypervisor().domain(vmId).orElseThrow().autostart()).isTrue();
        hypervisor().setAutostart(vmId, false);
        hypervisor().setAutostart(vmId, false);
        assertThat(hypervisor().domain(vmId).orElseThrow().autostart()).isFalse();
    }

    @Test
    void aStampComesBackWholeWhateverItSays() {
        String hostile = "<a b=\"'&]]>\n\r\t\0\ud800 é漢🐧${x} ;--";
        Stamp stamp = new Stamp(
                OWNER,
                3,
                hostile,
                "",
                Instant.parse("2026-11-23T10:00:00.123456789Z"),
                Map.of(hostile, " ", "", hostile),
                Map.of("a", hostile));
        define(new DomainSpec(vmId, tag, 1, 64, List.of(), List.of(), stamp));
        assertThat(hypervisor().domain(vmId).orElseThrow().stamp()).isEqualTo(stamp);
        hypervisor().start(vmId);
        Stamp next = new Stamp(OWNER, 4, "p", null, stamp.createdAt(), Map.of("k", hostile), Map.of());
        hypervisor().define(new DomainSpec(vmId, tag, 1, 64, List.of(), List.of(), next));
        assertThat(hypervisor().domain(vmId).orElseThrow().stamp()).isEqualTo(next);
    }

    @Test
    void whatIsAskedForByNameIsSeenAsItIs() {
        defined();
        UUID other = UUID.randomUUID();
        define(spec(other, tag + "-2", 1));
        hypervisor().start(vmId);
        DomainsSeen seen = hypervisor().see(List.of(tag, tag + "-2", tag, tag + "-nobody", ""));
        assertThat(seen.domains())
                .containsExactlyInAnyOrder(
                        hypervisor().domain(vmId).orElseThrow(),
                        hypervisor().domain(other).orElseThrow());
        assertThat(seen.all()).contains(vmId, other);
        hypervisor().undefine(other, OWNER);
        DomainsSeen after = hypervisor().see(List.of(tag + "-2"));
        assertThat(after.domains()).isEmpty();
        assertThat(after.all()).contains(vmId).doesNotContain(other);
        assertThat(hypervisor().see(List.of()).all()).contains(vmId);
    }

    @Test
    void aRunningDomainShowsWhatItWillBeFromItsNextStartOn() {
        defined();
        hypervisor().start(vmId);
        assertThat(hypervisor().domain(vmId).orElseThrow().atNextStart()).isNull();
        hypervisor().define(new DomainSpec(vmId, tag, 1, 64, List.of(), List.of(), new Stamp(OWNER, 2)));
        Domain running = hypervisor().domain(vmId).orElseThrow();
        assertThat(running.cpuCores()).isEqualTo(2);
        assertThat(running.next().cpuCores()).isEqualTo(1);
        assertThat(hypervisor().look().domains()).contains(running);
        assertThat(hypervisor().see(List.of(tag)).domains()).containsExactly(running);
        hypervisor().powerOff(vmId, OWNER);
        Domain stopped = hypervisor().domain(vmId).orElseThrow();
        assertThat(stopped.cpuCores()).isEqualTo(1);
        assertThat(stopped.atNextStart()).isNull();
    }

    @Test
    void figuresAreOfTheDomainsThatRun() {
        defined();
        assertThat(hypervisor().figures().domains())
                .extracting(DomainFigures::vmId)
                .doesNotContain(vmId);
        hypervisor().start(vmId);
        HostFigures figures = hypervisor().figures();
        assertThat(figures.memoryBytes()).isPositive();
        assertThat(figures.memoryFreeBytes()).isBetween(1L, figures.memoryBytes());
        assertThat(figures.domains())
                .filteredOn(each -> each.vmId().equals(vmId))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.name()).isEqualTo(tag);
                    assertThat(each.state()).isEqualTo(PowerState.RUNNING);
                    assertThat(each.vcpus()).isEqualTo(2);
                    assertThat(each.memoryBytes()).isEqualTo(64 * MIB);
                });
    }

    @Test
    void everyChangeOfADomainIsHeardOfUntilNobodyListens() {
        HeardChanges heard = new HeardChanges();
        Subscription first = hypervisor().listen(heard);
        List<Runnable> changes = List.of(
                this::defined,
                () -> hypervisor().define(spec(vmId, tag, 2)),
                () -> hypervisor().start(vmId),
                () -> hypervisor().powerOff(vmId, OWNER),
                () -> hypervisor().undefine(vmId, OWNER));
        for (Runnable change : changes) {
            heard.forget();
            change.run();
            await().until(() -> heard.domains().contains(tag));
        }
        HeardChanges other = new HeardChanges();
        try (Subscription second = hypervisor().listen(other)) {
            first.close();
            first.close();
            heard.forget();
            defined();
            await().until(() -> other.domains().contains(tag));
        }
        assertThat(heard.domains()).isEmpty();
        assertThat(heard.losses()).isEmpty();
        assertThat(other.losses()).isEmpty();
    }

    @Test
    void aDomainHasConsolesWhileItRuns() throws Exception {
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().consoles().screen(vmId));
        defined();
        fails(ErrorCode.CONFLICT, () -> hypervisor().consoles().screen(vmId));
        fails(ErrorCode.CONFLICT, () -> hypervisor().consoles().serial(vmId));
        hypervisor().start(vmId);
        try (ConsoleLine screen = hypervisor().consoles().screen(vmId)) {
            assertThat(screen.input().readNBytes(4)).isEqualTo(new byte[] {'R', 'F', 'B', ' '});
        }
        hypervisor().consoles().serial(vmId).close();
    }

    @Test
    void everyVerbOfADomainMayBeCalledTwice() {
        DomainSpec spec = defined();
        hypervisor().define(spec);
        assertThat(hypervisor().state(vmId)).contains(PowerState.STOPPED);
        hypervisor().start(vmId);
        hypervisor().start(vmId);
        assertThat(hypervisor().state(vmId)).contains(PowerState.RUNNING);
        hypervisor().requestShutdown(vmId);
        hypervisor().requestShutdown(vmId);
        hypervisor().powerOff(vmId, OWNER);
        hypervisor().powerOff(vmId, OWNER);
        assertThat(hypervisor().state(vmId)).contains(PowerState.STOPPED);
        hypervisor().requestShutdown(vmId);
        hypervisor().undefine(vmId, OWNER);
        hypervisor().undefine(vmId, OWNER);
        assertThat(hypervisor().state(vmId)).isEmpty();
    }

    @Test
    void aRunningDomainShowsItsNewStampAtOnce() {
        defined();
        hypervisor().start(vmId);
        hypervisor().define(spec(vmId, tag, 2));
        Domain domain = hypervisor().domain(vmId).orElseThrow();
        assertThat(domain.state()).isEqualTo(PowerState.RUNNING);
        assertThat(domain.stamp()).isEqualTo(new Stamp(OWNER, 2));
    }

    @Test
    void aNewerGenerationIsNeverOverwritten() {
        define(spec(vmId, tag, 5));
        fails(ErrorCode.CONFLICT, () -> hypervisor().define(spec(vmId, tag, 4)));
        assertThat(hypervisor().domain(vmId).orElseThrow().stamp()).isEqualTo(new Stamp(OWNER, 5));
    }

    @Test
    void aForeignDomainIsNeitherRedefinedNorUndefined() {
        DomainSpec theirs = new DomainSpec(vmId, tag, 1, 64, List.of(), List.of(), new Stamp("somebody", 1));
        define(theirs);
        fails(ErrorCode.CONFLICT, () -> hypervisor().define(spec(vmId, tag, 9)));
        fails(ErrorCode.CONFLICT, () -> hypervisor().undefine(vmId, OWNER));
        fails(ErrorCode.CONFLICT, () -> hypervisor().powerOff(vmId, OWNER));
        assertThat(hypervisor().domain(vmId).orElseThrow().stamp()).isEqualTo(theirs.stamp());
    }

    @Test
    void aDomainWithoutAStampIsNeitherRedefinedNorUndefined() {
        leftovers.push(() -> removeUnstamped(vmId));
        defineUnstamped(vmId, tag);
        fails(ErrorCode.CONFLICT, () -> hypervisor().define(spec(vmId, tag, 9)));
        fails(ErrorCode.CONFLICT, () -> hypervisor().undefine(vmId, OWNER));
        fails(ErrorCode.CONFLICT, () -> hypervisor().powerOff(vmId, OWNER));
        assertThat(hypervisor().domain(vmId).orElseThrow().stamp()).isNull();
    }

    @Test
    void aNameBelongsToOneDomain() {
        defined();
        fails(ErrorCode.CONFLICT, () -> hypervisor().define(spec(UUID.randomUUID(), tag, 1)));
    }

    @Test
    void aDiskMustBeThere() {
        DomainSpec spec = new DomainSpec(
                vmId,
                tag,
                1,
                64,
                List.of(new DiskSpec(POOL, tag + "-missing", VolumeFormat.QCOW2, Device.DISK)),
                List.of(),
                new Stamp(OWNER, 1));
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().define(spec));
        assertThat(hypervisor().state(vmId)).isEmpty();
    }

    @Test
    void aRunningDomainIsNotUndefined() {
        defined();
        hypervisor().start(vmId);
        fails(ErrorCode.CONFLICT, () -> hypervisor().undefine(vmId, OWNER));
        assertThat(hypervisor().state(vmId)).contains(PowerState.RUNNING);
    }

    @Test
    void whatIsNotThereCannotBeStartedOrShutDownButIsOff() {
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().start(vmId));
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().requestShutdown(vmId));
        hypervisor().powerOff(vmId, OWNER);
        hypervisor().undefine(vmId, OWNER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spa ce",
                "quo'te\"s",
                "semi;colon",
                "$(touch x)`id`",
                "--all",
                "-q",
                "back\\slash",
                "<name>&amp;",
                "ümläut-漢字-🐧",
                "#hash",
                "%s%n",
                "12345",
            })
    void hostileNamesAreJustNames(String hostile) {
        String name = hostile + " " + tag;
        define(spec(vmId, name, 1));
        assertThat(hypervisor().domain(vmId).orElseThrow().name()).isEqualTo(name);
        assertThat(hypervisor().look().domains()).extracting(Domain::name).contains(name);
        assertThat(hypervisor().see(List.of(name)).domains())
                .containsExactly(hypervisor().domain(vmId).orElseThrow());

        String volume = hostile + " " + tag;
        leftovers.push(() -> hypervisor().deleteVolume(POOL, volume));
        hypervisor().createVolume(new VolumeSpec(POOL, volume, VolumeFormat.RAW, 4096, null));
        assertThat(hypervisor().volume(POOL, volume)).map(Volume::name).contains(volume);
        assertThat(hypervisor().volumes(POOL)).extracting(Volume::name).contains(volume);
        hypervisor().deleteVolume(POOL, volume);
        assertThat(hypervisor().volume(POOL, volume)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a/b", "new\nline", "nul\0", "esc\u001b[0m", "\ud800lone", "tab\t", "\uffff"})
    void namesThatNoHostCanCarryAreRefused(String name) {
        fails(ErrorCode.INVALID, () -> hypervisor().define(spec(vmId, name, 1)));
        fails(
                ErrorCode.INVALID,
                () -> hypervisor().createVolume(new VolumeSpec(POOL, name, VolumeFormat.RAW, 4096, null)));
    }

    @Test
    void aVolumeIsCreatedOnceAndDeletedOnce() {
        String name = create("-v", VolumeFormat.QCOW2, 16 * MIB, null);
        hypervisor().createVolume(new VolumeSpec(POOL, name, VolumeFormat.QCOW2, 32 * MIB, null));
        Volume volume = hypervisor().volume(POOL, name).orElseThrow();
        assertThat(volume.capacityBytes()).isEqualTo(16 * MIB);
        assertThat(volume.format()).isEqualTo("qcow2");
        assertThat(volume.backingPath()).isNull();
        assertThat(volume.pool()).isEqualTo(POOL);
        assertThat(hypervisor().volumes(POOL)).contains(volume);
        hypervisor().deleteVolume(POOL, name);
        hypervisor().deleteVolume(POOL, name);
        assertThat(hypervisor().volume(POOL, name)).isEmpty();
    }

    @Test
    void anOverlayNamesItsBase() {
        String base = create("-base", VolumeFormat.QCOW2, 4 * MIB, null);
        String overlay = create("-overlay", VolumeFormat.QCOW2, 8 * MIB, base);
        Volume volume = hypervisor().volume(POOL, overlay).orElseThrow();
        assertThat(volume.backingPath()).isEqualTo(path(base));
        assertThat(volume.capacityBytes()).isEqualTo(8 * MIB);
    }

    @Test
    void whatAVolumeNeedsMustBeThere() {
        fails(
                ErrorCode.NOT_FOUND,
                () -> hypervisor().createVolume(new VolumeSpec(tag, "v", VolumeFormat.RAW, 4096, null)));
        fails(
                ErrorCode.NOT_FOUND,
                () -> hypervisor().createVolume(new VolumeSpec(POOL, tag, VolumeFormat.QCOW2, 4096, tag + "-base")));
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().upload(POOL, tag, Content.of(new byte[1])));
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().volumes(tag));
        assertThat(hypervisor().volume(tag, "v")).isEmpty();
        assertThat(hypervisor().volume(POOL, tag)).isEmpty();
        hypervisor().deleteVolume(tag, "v");
    }

    @Test
    void contentIsUploadedAsOftenAsOneLikes() {
        String name = create("-v", VolumeFormat.RAW, 3 * MIB, null);
        byte[] bytes = new byte[(int) (3 * MIB)];
        new Random(1).nextBytes(bytes);
        hypervisor().upload(POOL, name, Content.of(bytes));
        hypervisor().upload(POOL, name, Content.of(bytes));
        assertThat(contentOf(name)).isEqualTo(bytes);
    }

    /** The bytes of a volume, seen some other way. */
    protected abstract byte[] contentOf(String volume);

    @Test
    void aSeedReplacesTheOneBefore() {
        String name = tag + "-seed.iso";
        leftovers.push(() -> hypervisor().deleteVolume(POOL, name));
        Seed seed = new Seed("i-1", "first", List.of("ssh-ed25519 AAAA a"), null);
        hypervisor().writeSeed(POOL, name, seed);
        byte[] first = contentOf(name);
        hypervisor().writeSeed(POOL, name, seed);
        assertThat(contentOf(name)).isEqualTo(first);
        hypervisor()
                .writeSeed(POOL, name, new Seed("i-2", "second", List.of(), "#cloud-config\n" + "# x\n".repeat(9999)));
        assertThat(contentOf(name)).isNotEqualTo(first);
        assertThat(hypervisor().volume(POOL, name)).isPresent();
    }

    private Amendment amendment(String owner, long generation, int cpus, List<Amendment.Disk> disks) {
        return new Amendment(
                vmId,
                new Stamp(owner, generation),
                tag,
                cpus,
                128,
                disks,
                List.of(new NicSpec("default", "52:54:00:12:34:99")));
    }

    @Test
    void amendingBringsADomainToWhatIsWantedAndMayBeRepeated() {
        String first = create("-first", VolumeFormat.QCOW2, MIB, null);
        String second = create("-second", VolumeFormat.QCOW2, MIB, null);
        String seed = create("-seed", VolumeFormat.RAW, MIB, null);
        define(new DomainSpec(
                vmId,
                tag,
                2,
                64,
                List.of(
                        new DiskSpec(POOL, first, VolumeFormat.QCOW2, Device.DISK),
                        new DiskSpec(POOL, seed, VolumeFormat.RAW, Device.CDROM)),
                List.of(new NicSpec("default", "52:54:00:12:34:56")),
                new Stamp(OWNER, 3)));
        Amendment amendment = amendment(
                OWNER,
                3,
                1,
                List.of(
                        new Amendment.Disk("disk", "qcow2", path(second)),
                        new Amendment.Disk("cdrom", "raw", path(seed))));
        hypervisor().amend(amendment);
        Domain domain = hypervisor().domain(vmId).orElseThrow();
        assertThat(domain.cpuCores()).isEqualTo(1);
        assertThat(domain.memoryMb()).isEqualTo(128);
        assertThat(domain.disks()).extracting(Domain.Disk::source).containsExactlyInAnyOrder(path(second), path(seed));
        assertThat(domain.nics()).containsExactly(new Domain.Nic("default", "52:54:00:12:34:99"));
        assertThat(domain.stamp()).isEqualTo(new Stamp(OWNER, 3));
        hypervisor().amend(amendment);
        assertThat(hypervisor().domain(vmId)).contains(domain);
    }

    @Test
    void aDomainThatRunsIsAmendedForItsNextStart() {
        defined();
        hypervisor().start(vmId);
        hypervisor().amend(new Amendment(vmId, new Stamp(OWNER, 1), tag, 1, 128, null, null));
        Domain domain = hypervisor().domain(vmId).orElseThrow();
        assertThat(domain.now()).isEqualTo(new Definition(2, 64, List.of(), List.of()));
        assertThat(domain.next()).isEqualTo(new Definition(1, 128, List.of(), List.of()));
        fails(
                ErrorCode.CONFLICT,
                () -> hypervisor().amend(new Amendment(vmId, new Stamp(OWNER, 1), tag + "-x", 1, 128, null, null)));
    }

    @Test
    void aStoppedDomainIsRenamed() {
        defined();
        hypervisor().amend(new Amendment(vmId, new Stamp(OWNER, 1), tag + "-x", 2, 64, null, null));
        assertThat(hypervisor().domain(vmId).orElseThrow().name()).isEqualTo(tag + "-x");
    }

    @Test
    void onlyDomainsOfOursAreAmended() {
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().amend(amendment(OWNER, 1, 1, List.of())));
        define(spec(vmId, tag, 5));
        Domain before = hypervisor().domain(vmId).orElseThrow();
        fails(ErrorCode.CONFLICT, () -> hypervisor().amend(amendment("somebody", 9, 1, List.of())));
        fails(ErrorCode.CONFLICT, () -> hypervisor().amend(amendment(OWNER, 4, 1, List.of())));
        fails(ErrorCode.CONFLICT, () -> hypervisor().mark(vmId, new Stamp("somebody", 9)));
        fails(ErrorCode.CONFLICT, () -> hypervisor().mark(vmId, new Stamp(OWNER, 4)));
        fails(ErrorCode.CONFLICT, () -> hypervisor().unmark(vmId, "somebody"));
        assertThat(hypervisor().domain(vmId)).contains(before);
    }

    @Test
    void aDomainOfSomebodyIsMarkedAndUnmarked() {
        leftovers.push(() -> removeUnstamped(vmId));
        defineUnstamped(vmId, tag);
        fails(ErrorCode.CONFLICT, () -> hypervisor().amend(amendment(OWNER, 1, 1, List.of())));
        Domain before = hypervisor().domain(vmId).orElseThrow();
        Stamp stamp = new Stamp(
                OWNER,
                2,
                "blue",
                "tiny \"<&>'",
                java.time.Instant.parse("2026-01-02T03:04:05.678Z"),
                java.util.Map.of("tier", "web & 'more'"),
                java.util.Map.of("note", "two\nlines \u2713"));
        hypervisor().mark(vmId, stamp);
        hypervisor().mark(vmId, stamp);
        assertThat(hypervisor().domain(vmId).orElseThrow().stamp()).isEqualTo(stamp);
        hypervisor().unmark(vmId, OWNER);
        hypervisor().unmark(vmId, OWNER);
        assertThat(hypervisor().domain(vmId)).contains(before);
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().mark(UUID.randomUUID(), stamp));
        hypervisor().unmark(UUID.randomUUID(), OWNER);
    }

    @Test
    void aDomainThatRunsIsMarkedNowAndForItsNextStart() {
        defined();
        hypervisor().start(vmId);
        hypervisor().mark(vmId, new Stamp(OWNER, 2));
        assertThat(hypervisor().domain(vmId).orElseThrow().stamp()).isEqualTo(new Stamp(OWNER, 2));
        hypervisor().powerOff(vmId, OWNER);
        assertThat(hypervisor().domain(vmId).orElseThrow().stamp()).isEqualTo(new Stamp(OWNER, 2));
    }

    @Test
    void aSavedDomainIsPutBackAsItWas() {
        defined();
        Domain before = hypervisor().domain(vmId).orElseThrow();
        SavedDomain saved = hypervisor().save(vmId).orElseThrow();
        assertThat(hypervisor().save(UUID.randomUUID())).isEmpty();
        hypervisor().amend(new Amendment(vmId, new Stamp(OWNER, 1), tag + "-x", 1, 128, null, null));
        hypervisor().mark(vmId, new Stamp(OWNER, 8));
        hypervisor().setAutostart(vmId, true);
        fails(ErrorCode.CONFLICT, () -> hypervisor().restore(vmId, saved, "somebody"));
        hypervisor().restore(vmId, saved, OWNER);
        hypervisor().restore(vmId, saved, OWNER);
        assertThat(hypervisor().domain(vmId)).contains(before);
        hypervisor().undefine(vmId, OWNER);
        hypervisor().restore(vmId, saved, OWNER);
        assertThat(hypervisor().domain(vmId)).contains(before);
    }

    @Test
    void pathsThatADomainNamesAreFound() {
        String disk = create("-disk", VolumeFormat.QCOW2, MIB, null);
        String spare = create("-spare", VolumeFormat.QCOW2, MIB, null);
        define(new DomainSpec(
                vmId,
                tag,
                1,
                64,
                List.of(new DiskSpec(POOL, disk, VolumeFormat.QCOW2, Device.DISK)),
                List.of(),
                new Stamp(OWNER, 1)));
        assertThat(hypervisor().named(List.of(path(disk), path(spare)))).containsExactly(path(disk));
    }

    // networks

    private NetworkSpec networkSpec(UUID id, String name) {
        return new NetworkSpec(
                id,
                name,
                OWNER,
                NetworkMode.ISOLATED,
                "kc-" + id.toString().substring(0, 8),
                null,
                "10.213.7.1",
                24,
                new DhcpRange("10.213.7.10", "10.213.7.90"),
                "contract.example",
                List.of(new DnsHost("10.213.7.5", List.of("db", "sql"))));
    }

    private UUID networkDefined() {
        UUID id = UUID.randomUUID();
        leftovers.push(() -> {
            hypervisor().networks().stop(id, OWNER);
            hypervisor().networks().undefine(id, OWNER);
        });
        hypervisor().networks().define(networkSpec(id, tag));
        return id;
    }

    private Network network(UUID id) {
        return hypervisor().networks().network(id).orElseThrow();
    }

    private static Network.Details details(
            boolean autostart, DhcpRange range, List<DnsHost> dns, List<Reservation> reservations) {
        return new Network.Details(
                "isolated", null, autostart, "10.213.7.1", range, "contract.example", dns, reservations, OWNER);
    }

    @Test
    void aNetworkIsReportedAsItWasAskedForAndComesAndGoesQuietly() {
        UUID id = networkDefined();
        NetworkSpec spec = networkSpec(id, tag);
        Network defined = new Network(
                id.toString(),
                tag,
                false,
                spec.bridge(),
                "10.213.7.0/24",
                details(false, spec.dhcp(), spec.dns(), List.of()));
        assertThat(network(id)).isEqualTo(defined);
        assertThat(hypervisor().networks().all()).contains(defined);
        hypervisor().networks().define(spec);
        hypervisor().networks().start(id);
        hypervisor().networks().start(id);
        hypervisor().networks().setAutostart(id, true);
        assertThat(network(id).active()).isTrue();
        assertThat(network(id).details()).isEqualTo(details(true, spec.dhcp(), spec.dns(), List.of()));
        hypervisor().networks().stop(id, OWNER);
        hypervisor().networks().stop(id, OWNER);
        hypervisor().networks().undefine(id, OWNER);
        hypervisor().networks().undefine(id, OWNER);
        assertThat(hypervisor().networks().network(id)).isEmpty();
    }

    @Test
    void aNetworkOfOthersIsLeftAlone() {
        UUID id = networkDefined();
        fails(ErrorCode.CONFLICT, () -> hypervisor().networks().stop(id, "somebody else"));
        fails(ErrorCode.CONFLICT, () -> hypervisor().networks().undefine(id, "somebody else"));
        Network theirs = hypervisor().networks().all().stream()
                .filter(each -> each.name().equals("default"))
                .findFirst()
                .orElseThrow();
        fails(ErrorCode.CONFLICT, () -> hypervisor().networks().undefine(UUID.fromString(theirs.uuid()), OWNER));
        fails(ErrorCode.CONFLICT, () -> hypervisor().networks().define(networkSpec(UUID.randomUUID(), tag)));
    }

    @Test
    void aNetworkThatIsNotThereCannotBeStarted() {
        UUID nowhere = UUID.randomUUID();
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().networks().start(nowhere));
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().networks().setAutostart(nowhere, true));
        fails(
                ErrorCode.NOT_FOUND,
                () -> hypervisor()
                        .networks()
                        .reserve(nowhere, new Reservation("52:54:00:00:00:01", "10.213.7.7", null)));
        hypervisor().networks().release(nowhere, "52:54:00:00:00:01");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatANetworkServesIsChangedWhetherItRunsOrNot(boolean active) {
        UUID id = networkDefined();
        if (active) {
            hypervisor().networks().start(id);
        }
        DhcpRange range = new DhcpRange("10.213.7.100", "10.213.7.190");
        List<DnsHost> dns =
                List.of(new DnsHost("10.213.7.5", List.of("db")), new DnsHost("10.213.7.6", List.of("mail")));
        Reservation web = new Reservation("52:54:00:00:00:01", "10.213.7.7", "web");
        Reservation app = new Reservation("52:54:00:00:00:02", "10.213.7.150", null);
        for (int twice = 0; twice < 2; twice++) {
            hypervisor().networks().setDns(id, dns);
            hypervisor().networks().setDhcp(id, range);
            hypervisor().networks().reserve(id, web);
            hypervisor().networks().reserve(id, app);
        }
        assertThat(network(id).details()).isEqualTo(details(false, range, dns, List.of(web, app)));
        fails(
                ErrorCode.CONFLICT,
                () -> hypervisor().networks().reserve(id, new Reservation("52:54:00:00:00:03", web.address(), null)));
        Reservation moved = new Reservation(web.mac(), "10.213.7.8", "www");
        hypervisor().networks().reserve(id, moved);
        hypervisor().networks().release(id, app.mac());
        hypervisor().networks().release(id, app.mac());
        hypervisor().networks().setDns(id, List.of());
        hypervisor().networks().setDhcp(id, null);
        assertThat(network(id).details()).isEqualTo(details(false, null, List.of(), List.of(moved)));
    }

    // packet filters

    private static final String GUARDED_MAC = "52:54:00:77:00:01";

    private UUID groupDefined() {
        UUID group = UUID.randomUUID();
        leftovers.addLast(() -> hypervisor().filters().removeGroup(group));
        hypervisor()
                .filters()
                .defineGroup(new GroupFilter(
                        group,
                        List.of(new FilterRule(
                                FilterRule.Direction.IN, FilterRule.Protocol.TCP, 22, 22, "10.0.0.0/8"))));
        return group;
    }

    private void defineWithNic() {
        define(new DomainSpec(
                vmId, tag, 1, 64, List.of(), List.of(new NicSpec("default", GUARDED_MAC)), new Stamp(OWNER, 1)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterfaceIsGuardedByItsGroupsWhetherItRunsOrNot(boolean running) {
        UUID group = groupDefined();
        defineWithNic();
        if (running) {
            hypervisor().start(vmId);
        }
        NicGuard guard = new NicGuard(vmId, GUARDED_MAC, "192.168.122.77", List.of(group), true);
        for (int twice = 0; twice < 2; twice++) {
            hypervisor().filters().defineGuard(guard);
            hypervisor().filters().guard(vmId, GUARDED_MAC, OWNER);
        }
        assertThat(hypervisor().filters().groupsBefore(vmId, GUARDED_MAC)).containsExactly(group);
        fails(ErrorCode.CONFLICT, () -> hypervisor().filters().removeGuard(vmId, GUARDED_MAC));
        fails(ErrorCode.CONFLICT, () -> hypervisor().filters().unguard(vmId, GUARDED_MAC, "somebody else"));
        if (running) {
            fails(ErrorCode.CONFLICT, () -> hypervisor().filters().removeGroup(group));
        }
        for (int twice = 0; twice < 2; twice++) {
            hypervisor().filters().unguard(vmId, GUARDED_MAC, OWNER);
        }
        assertThat(hypervisor().filters().groupsBefore(vmId, GUARDED_MAC)).isEmpty();
        hypervisor().filters().removeGroup(group);
        hypervisor().filters().removeGroup(group);
        assertThat(hypervisor().filters().hasGroup(group)).isFalse();
    }

    @Test
    void whatGuardsADomainGoesWithIt() {
        UUID group = groupDefined();
        defineWithNic();
        NicGuard guard = new NicGuard(vmId, GUARDED_MAC, null, List.of(group), false);
        hypervisor().filters().defineGuard(guard);
        hypervisor().filters().guard(vmId, GUARDED_MAC, OWNER);
        hypervisor().undefine(vmId, OWNER);
        assertThat(hypervisor().filters().hasGroup(group)).isTrue();
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().filters().guard(vmId, GUARDED_MAC, OWNER));
    }

    @Test
    void aGuardNeedsItsGroupsAndItsInterface() {
        NicGuard nowhere = new NicGuard(vmId, GUARDED_MAC, null, List.of(UUID.randomUUID()), true);
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().filters().defineGuard(nowhere));
        UUID group = groupDefined();
        defineWithNic();
        String other = "52:54:00:77:00:02";
        leftovers.push(() -> hypervisor().filters().removeGuard(vmId, other));
        hypervisor().filters().defineGuard(new NicGuard(vmId, other, null, List.of(group), true));
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().filters().guard(vmId, other, OWNER));
    }

    /** A line for each verb: the state that it brings about from each other one. The guest obeys nobody. */
    private static final String POWER = """
            verb             stopped   running   paused    saved
            stop             stopped   running   refused   saved
            reboot           refused   running   refused   refused
            reset            refused   running   paused    refused
            resume           refused   running   running   refused
            pause            refused   paused    paused    refused
            suspend_to_disk  refused   saved     saved     saved
            force_stop       stopped   stopped   stopped   saved
            start            running   running   running   running
            """;

    @Test
    void eachVerbOfPowerDoesWhatItSaysUnlessThatIsSoAlreadyOrCannotBe() {
        for (String verb : List.of("start", "stop", "reboot", "reset", "pause", "resume", "suspend_to_disk")) {
            fails(ErrorCode.NOT_FOUND, () -> power(verb));
        }
        defined();
        List<List<String>> table =
                POWER.lines().map(line -> List.of(line.split(" +"))).toList();
        List<List<String>> met =
                table.stream().map(row -> new ArrayList<>(row.subList(0, 1))).collect(Collectors.toList());
        String now = "stopped";
        for (String from : table.get(0).subList(1, 5)) {
            met.get(0).add(from);
            for (List<String> line : met.subList(1, met.size())) {
                bring(now, from);
                String became = outcome(line.get(0), from);
                now = became.equals("refused") ? from : became;
                line.add(became);
            }
        }
        assertThat(met).isEqualTo(table);
    }

    private void bring(String now, String state) {
        if (!now.equals(state)) {
            hypervisor().start(vmId);
            switch (state) {
                case "stopped" -> hypervisor().powerOff(vmId, OWNER);
                case "paused" -> power("pause");
                case "saved" -> power("suspend_to_disk");
                default -> {}
            }
        }
    }

    private String outcome(String verb, String from) {
        try {
            power(verb);
        } catch (KloigosException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
            return "refused";
        }
        String state = hypervisor().state(vmId).orElseThrow().word();
        boolean saved = state.equals("stopped") && (from.equals("saved") || verb.equals("suspend_to_disk"));
        return saved ? "saved" : state;
    }

    private void power(String verb) {
        switch (verb) {
            case "start" -> hypervisor().start(vmId);
            case "stop" -> hypervisor().requestShutdown(vmId);
            case "force_stop" -> hypervisor().powerOff(vmId, OWNER);
            case "reboot" -> hypervisor().power().requestReboot(vmId);
            case "reset" -> hypervisor().power().reset(vmId);
            case "pause" -> hypervisor().power().pause(vmId);
            case "resume" -> hypervisor().power().resume(vmId);
            case "suspend_to_disk" -> hypervisor().power().suspendToDisk(vmId);
            default -> throw new IllegalArgumentException(verb);
        }
    }

    /** A domain with a disk and a seed, as we make them. */
    private void definedWithDisks(String disk, VolumeFormat format, String seed) {
        define(new DomainSpec(
                vmId,
                tag,
                1,
                64,
                List.of(
                        new DiskSpec(POOL, disk, format, Device.DISK),
                        new DiskSpec(POOL, seed, VolumeFormat.RAW, Device.CDROM)),
                List.of(new NicSpec("default", "52:54:00:12:34:56")),
                new Stamp(OWNER, 1)));
    }

    @Test
    void snapshotsMakeATreeAndADomainGoesBackToEach() {
        definedWithDisks(
                create("-disk", VolumeFormat.QCOW2, MIB, null),
                VolumeFormat.QCOW2,
                create("-seed", VolumeFormat.RAW, MIB, null));
        SnapshotsOfDomains snapshots = hypervisor().snapshots();
        assertThat(snapshots.of(vmId)).isEmpty();
        assertThat(snapshots.of(UUID.randomUUID())).isEmpty();
        fails(ErrorCode.CONFLICT, () -> snapshots.create(new SnapshotSpec(vmId, "somebody", "off", null)));
        snapshots.create(new SnapshotSpec(vmId, OWNER, "off", "before the first start"));
        snapshots.create(new SnapshotSpec(vmId, OWNER, "off", "again"));
        hypervisor().start(vmId);
        snapshots.create(new SnapshotSpec(vmId, OWNER, "on", null));
        assertThat(snapshots.of(vmId))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("createdAt")
                .containsExactlyInAnyOrder(
                        new Snapshot(
                                vmId,
                                "off",
                                null,
                                PowerState.STOPPED,
                                1,
                                64,
                                false,
                                Instant.EPOCH,
                                "before the first start",
                                false),
                        new Snapshot(vmId, "on", "off", PowerState.RUNNING, 1, 64, true, Instant.EPOCH, null, true));
        assertThat(hypervisor().look().snapshots()).containsAll(snapshots.of(vmId));

        snapshots.revert(vmId, "off", OWNER);
        assertThat(hypervisor().state(vmId)).contains(PowerState.STOPPED);
        snapshots.revert(vmId, "on", OWNER);
        assertThat(hypervisor().state(vmId)).contains(PowerState.RUNNING);
        fails(ErrorCode.NOT_FOUND, () -> snapshots.revert(vmId, "none", OWNER));
        fails(ErrorCode.CONFLICT, () -> snapshots.revert(vmId, "off", "somebody"));

        fails(ErrorCode.CONFLICT, () -> snapshots.delete(vmId, "off", "somebody"));
        snapshots.delete(vmId, "off", OWNER);
        snapshots.delete(vmId, "off", OWNER);
        assertThat(snapshots.of(vmId))
                .extracting(Snapshot::name, Snapshot::parent)
                .containsExactly(tuple("on", null));
    }

    @Test
    void aRawDiskHoldsNoSnapshots() {
        definedWithDisks(
                create("-disk", VolumeFormat.RAW, MIB, null),
                VolumeFormat.RAW,
                create("-seed", VolumeFormat.RAW, MIB, null));
        fails(ErrorCode.CONFLICT, () -> hypervisor().snapshots().create(new SnapshotSpec(vmId, OWNER, "off", null)));
        assertThat(hypervisor().snapshots().of(vmId)).isEmpty();
    }

    @Test
    void disksAndInterfacesArePluggedInWhileItRunsAndFromItsNextStartOn() {
        String seed = create("-seed", VolumeFormat.RAW, MIB, null);
        definedWithDisks(create("-disk", VolumeFormat.QCOW2, MIB, null), VolumeFormat.QCOW2, seed);
        Domain before = hypervisor().domain(vmId).orElseThrow();
        String more = create("-more", VolumeFormat.RAW, MIB, null);
        DiskSpec disk = new DiskSpec(POOL, more, VolumeFormat.RAW, Device.DISK, DiskBus.VIRTIO, "vdc");
        NicSpec nic = new NicSpec("default", "52:54:00:12:34:57", NicModel.E1000, null);
        DevicesOfDomains devices = hypervisor().devices();
        hypervisor().start(vmId);
        fails(ErrorCode.CONFLICT, () -> devices.attachDisk(vmId, "somebody", disk));
        fails(ErrorCode.NOT_FOUND, () -> devices.attachDisk(UUID.randomUUID(), OWNER, disk));
        fails(
                ErrorCode.NOT_FOUND,
                () -> devices.attachDisk(
                        vmId, OWNER, new DiskSpec(POOL, tag, VolumeFormat.RAW, Device.DISK, DiskBus.VIRTIO, "vdd")));
        fails(
                ErrorCode.CONFLICT,
                () -> devices.attachDisk(
                        vmId, OWNER, new DiskSpec(POOL, more, VolumeFormat.RAW, Device.DISK, DiskBus.VIRTIO, "vda")));
        fails(ErrorCode.NOT_FOUND, () -> devices.attachNic(vmId, OWNER, new NicSpec(tag, "52:54:00:12:34:57")));
        devices.attachDisk(vmId, OWNER, disk);
        devices.attachDisk(vmId, OWNER, disk);
        devices.attachNic(vmId, OWNER, nic);
        devices.attachNic(vmId, OWNER, nic);
        Domain with = hypervisor().domain(vmId).orElseThrow();
        assertThat(with.disks()).contains(new Domain.Disk("vdc", "disk", "raw", path(more)));
        assertThat(with.nics()).contains(new Domain.Nic("default", "52:54:00:12:34:57"));
        assertThat(with.atNextStart()).isNull();

        hypervisor().powerOff(vmId, OWNER);
        assertThat(hypervisor().domain(vmId).orElseThrow().disks()).hasSize(3);
        devices.detachDisk(vmId, OWNER, "vdc");
        devices.detachDisk(vmId, OWNER, "vdc");
        devices.detachNic(vmId, OWNER, "52:54:00:12:34:57");
        devices.detachNic(vmId, OWNER, "52:54:00:12:34:57");
        assertThat(hypervisor().domain(vmId)).contains(before);
    }

    @Test
    void aDiskGoesOverToAnotherVolumeWhileItsDomainRuns() {
        String base = create("-base", VolumeFormat.QCOW2, MIB, null);
        String from = create("-from", VolumeFormat.QCOW2, MIB, base);
        String seed = create("-seed", VolumeFormat.RAW, MIB, null);
        definedWithDisks(from, VolumeFormat.QCOW2, seed);
        String to = create("-to", VolumeFormat.QCOW2, MIB, null);
        DiskSpec place = new DiskSpec(POOL, to, VolumeFormat.QCOW2, Device.DISK, DiskBus.VIRTIO, "vda");
        MirrorsOfDisks mirrors = hypervisor().mirrors();
        fails(ErrorCode.CONFLICT, () -> mirrors.mirror(vmId, OWNER, place, percent -> {}));
        mirrors.callOff(vmId, "vda");
        hypervisor().start(vmId);
        fails(ErrorCode.CONFLICT, () -> mirrors.mirror(vmId, "somebody", place, percent -> {}));
        fails(ErrorCode.NOT_FOUND, () -> mirrors.mirror(UUID.randomUUID(), OWNER, place, percent -> {}));
        fails(
                ErrorCode.NOT_FOUND,
                () -> mirrors.mirror(
                        vmId,
                        OWNER,
                        new DiskSpec(POOL, tag, VolumeFormat.QCOW2, Device.DISK, DiskBus.VIRTIO, "vda"),
                        percent -> {}));
        mirrors.mirror(vmId, OWNER, place, percent -> assertThat(percent).isBetween(0, 100));
        mirrors.mirror(vmId, OWNER, place, percent -> {});
        mirrors.callOff(vmId, "vda");
        Domain moved = hypervisor().domain(vmId).orElseThrow();
        assertThat(moved.disks()).contains(new Domain.Disk("vda", "disk", "qcow2", path(to)));
        assertThat(moved.atNextStart()).isNull();
        assertThat(hypervisor().named(List.of(path(from), path(base), path(to))))
                .containsExactly(path(to));
    }

    @Test
    void disksGrowAndMediaAreChanged() {
        String seed = create("-seed", VolumeFormat.RAW, MIB, null);
        String disk = create("-disk", VolumeFormat.QCOW2, MIB, null);
        String other = create("-other", VolumeFormat.RAW, MIB, null);
        definedWithDisks(disk, VolumeFormat.QCOW2, seed);
        String drive = hypervisor().domain(vmId).orElseThrow().disks().get(1).target();
        DiskSpec root = new DiskSpec(POOL, disk, VolumeFormat.QCOW2, Device.DISK, DiskBus.VIRTIO, "vda");
        DiskSpec medium = new DiskSpec(POOL, other, VolumeFormat.RAW, Device.CDROM, null, drive);
        DevicesOfDomains devices = hypervisor().devices();
        devices.growDisk(vmId, OWNER, root, 2 * MIB);
        hypervisor().start(vmId);
        devices.growDisk(vmId, OWNER, root, 4 * MIB);
        devices.growDisk(vmId, OWNER, root, 3 * MIB);
        assertThat(hypervisor().volume(POOL, disk).orElseThrow().capacityBytes())
                .isEqualTo(4 * MIB);
        hypervisor().snapshots().create(new SnapshotSpec(vmId, OWNER, "small", null));
        devices.growDisk(vmId, OWNER, root, 5 * MIB);
        assertThat(hypervisor().volume(POOL, disk).orElseThrow().capacityBytes())
                .isEqualTo(5 * MIB);
        hypervisor().snapshots().delete(vmId, "small", OWNER);

        devices.changeMedium(vmId, OWNER, drive, medium);
        devices.changeMedium(vmId, OWNER, drive, medium);
        assertThat(hypervisor().domain(vmId).orElseThrow().next().disks().get(1).source())
                .isEqualTo(path(other));
        devices.changeMedium(vmId, OWNER, drive, null);
        devices.changeMedium(vmId, OWNER, drive, null);
        Domain empty = hypervisor().domain(vmId).orElseThrow();
        assertThat(empty.disks().get(1).source()).isNull();
        assertThat(empty.atNextStart()).isNull();
        fails(ErrorCode.NOT_FOUND, () -> devices.changeMedium(vmId, OWNER, "sdz", null));
    }

    @Test
    void sizeThatCannotBeHadLiveWaitsForTheNextStart() {
        defined();
        hypervisor().devices().resizeNow(vmId, OWNER, 1, 32);
        assertThat(hypervisor().domain(vmId).orElseThrow().cpuCores()).isEqualTo(2);
        hypervisor().start(vmId);
        fails(ErrorCode.CONFLICT, () -> hypervisor().devices().resizeNow(vmId, "somebody", 1, 32));
        hypervisor().devices().resizeNow(vmId, OWNER, 2, 64);
        assertThat(hypervisor().domain(vmId).orElseThrow().atNextStart()).isNull();
    }

    private PoolSpec pool(String path) {
        return new PoolSpec(tag, PoolSpec.Type.DIR, path, null, null, null, null, List.of());
    }

    private void definePool() {
        leftovers.push(() -> {
            if (hypervisor().storage().pool(tag).isPresent()) {
                hypervisor().storage().stopPool(tag);
                hypervisor().storage().undefinePool(tag);
            }
        });
        hypervisor().storage().definePool(pool("/tmp/" + tag));
    }

    @Test
    void everyVerbOfAPoolMayBeCalledTwice() {
        StorageOfHost storage = hypervisor().storage();
        assertThat(storage.pool(tag)).isEmpty();
        definePool();
        storage.definePool(pool("/tmp/" + tag));
        assertThat(storage.pool(tag)).get().returns(false, StoragePool::active).returns("dir", StoragePool::type);
        storage.buildPool(tag);
        storage.buildPool(tag);
        storage.startPool(tag);
        storage.startPool(tag);
        storage.setPoolAutostart(tag, true);
        storage.setPoolAutostart(tag, true);
        storage.refreshPool(tag);
        assertThat(storage.pool(tag)).get().returns(true, StoragePool::active).returns(true, StoragePool::autostart);
        assertThat(hypervisor().look().pools()).contains(storage.pool(tag).orElseThrow());
        storage.setPoolAutostart(tag, false);
        storage.setPoolAutostart(tag, false);
        storage.stopPool(tag);
        storage.stopPool(tag);
        assertThat(storage.pool(tag)).get().returns(false, StoragePool::active).returns(false, StoragePool::autostart);
        storage.undefinePool(tag);
        storage.undefinePool(tag);
        assertThat(storage.pool(tag)).isEmpty();
    }

    @Test
    void aPoolIsNeitherReplacedNorTakenAwayWhileItIsActive() {
        StorageOfHost storage = hypervisor().storage();
        definePool();
        fails(ErrorCode.CONFLICT, () -> storage.definePool(pool("/tmp/" + tag + "-other")));
        fails(ErrorCode.CONFLICT, () -> storage.refreshPool(tag));
        storage.buildPool(tag);
        storage.startPool(tag);
        fails(ErrorCode.CONFLICT, () -> storage.undefinePool(tag));
    }

    @Test
    void aPoolThatIsNotThereCannotBeUsed() {
        StorageOfHost storage = hypervisor().storage();
        fails(ErrorCode.NOT_FOUND, () -> storage.buildPool(tag));
        fails(ErrorCode.NOT_FOUND, () -> storage.startPool(tag));
        fails(ErrorCode.NOT_FOUND, () -> storage.stopPool(tag));
        fails(ErrorCode.NOT_FOUND, () -> storage.refreshPool(tag));
        fails(ErrorCode.NOT_FOUND, () -> storage.setPoolAutostart(tag, true));
    }

    @Test
    void aVolumeOnlyGrows() {
        StorageOfHost storage = hypervisor().storage();
        String volume = create("-grows", VolumeFormat.QCOW2, 4 * MIB, null);
        storage.resizeVolume(POOL, volume, 8 * MIB);
        storage.resizeVolume(POOL, volume, 8 * MIB);
        assertThat(hypervisor().volume(POOL, volume)).get().returns(8 * MIB, Volume::capacityBytes);
        fails(ErrorCode.CONFLICT, () -> storage.resizeVolume(POOL, volume, 4 * MIB));
        fails(ErrorCode.NOT_FOUND, () -> storage.resizeVolume(POOL, tag + "-missing", 4 * MIB));
    }

    @Test
    void aCopyStandsAloneAndIsMadeOnce() {
        StorageOfHost storage = hypervisor().storage();
        String base = create("-base", VolumeFormat.QCOW2, 4 * MIB, null);
        String overlay = create("-overlay", VolumeFormat.QCOW2, 8 * MIB, base);
        String copy = tag + "-copy";
        leftovers.push(() -> hypervisor().deleteVolume(POOL, copy));
        storage.cloneVolume(POOL, overlay, copy);
        storage.cloneVolume(POOL, overlay, copy);
        assertThat(hypervisor().volume(POOL, copy))
                .get()
                .returns(8 * MIB, Volume::capacityBytes)
                .returns(null, Volume::backingPath);
        fails(ErrorCode.NOT_FOUND, () -> storage.cloneVolume(POOL, tag + "-missing", tag + "-other"));
        String raw = tag + "-raw";
        leftovers.push(() -> hypervisor().deleteVolume(POOL, raw));
        storage.copyVolume(POOL, overlay, POOL, raw, VolumeFormat.RAW);
        storage.copyVolume(POOL, overlay, POOL, raw, VolumeFormat.RAW);
        assertThat(hypervisor().volume(POOL, raw))
                .get()
                .returns(8 * MIB, Volume::capacityBytes)
                .returns("raw", Volume::format)
                .returns(null, Volume::backingPath);
        fails(ErrorCode.NOT_FOUND, () -> storage.copyVolume(POOL, overlay, tag + "-no-pool", raw, VolumeFormat.RAW));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        byte[] bytes = new byte[(int) (3 * MIB) + 17];
        new Random(7).nextBytes(bytes);
        String volume = create("-content", VolumeFormat.RAW, bytes.length, null);
        hypervisor().upload(POOL, volume, Content.of(bytes));
        Content content = hypervisor().storage().content(POOL, volume);
        assertThat(content.sizeBytes()).isEqualTo(bytes.length);
        try (InputStream in = content.open()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        fails(ErrorCode.NOT_FOUND, () -> hypervisor().storage().content(POOL, tag + "-missing"));
    }

    /** Where the host finds this machine. */
    protected abstract InetAddress siteAddress();

    private WebFile webFile(String url, byte[] bytes, int start) {
        return new WebFile(
                URI.create(url),
                siteAddress(),
                "\"" + Arrays.hashCode(bytes) + "\"",
                bytes.length,
                Content.of(Arrays.copyOf(bytes, start)));
    }

    private List<Object> fetch(String volume, WebFile file) {
        List<Object> heard = new ArrayList<>();
        hypervisor().storage().fetch(POOL, volume, file, new FetchListener() {
            @Override
            public void came(long bytes) {
                assertThat(bytes).isBetween(1L, file.sizeBytes());
            }

            @Override
            public void complete(String checksum) {
                heard.add(checksum);
            }
        });
        return heard;
    }

    @Test
    void aHostFetchesTheRestOfWhatIsHere() throws Exception {
        byte[] bytes = new byte[(int) (3 * MIB) + 17];
        new Random(9).nextBytes(bytes);
        String volume = create("-fetched", VolumeFormat.RAW, bytes.length, null);
        try (ImageSite site = new ImageSite(siteAddress())) {
            // what a shell would act on
            String url = site.serve("it's%20$(id);%60id%60&%5B1-2%5D*%0A%22", bytes);
            site.serve("it's $(id);`id`&[1-2]*\n\"", bytes);
            WebFile file = webFile(url, bytes, 512);
            assertThat(fetch(volume, file))
                    .containsExactly(
                            "sha256:" + HexFormat.of().formatHex(Sha256.digest().digest(bytes)));
            assertThat(contentOf(volume)).isEqualTo(bytes);
            assertThat(site.ranges()).containsExactly("bytes=512-");
            assertThat(site.paths()).containsExactly(URI.create(url).getRawPath());
            fails(ErrorCode.NOT_FOUND, () -> fetch(tag + "-missing", file));
        }
    }

    @Test
    void aHostThatIsSentSomethingElseHasFetchedNothing() throws Exception {
        byte[] bytes = new byte[100_000];
        new Random(10).nextBytes(bytes);
        byte[] others = bytes.clone();
        others[99_999]++;
        String volume = create("-fetched", VolumeFormat.RAW, bytes.length, null);
        try (ImageSite site = new ImageSite(siteAddress())) {
            fails(ErrorCode.HOST_FAILED, () -> fetch(volume, webFile(site.url("none"), bytes, 512)));
            String url = site.serve("a", bytes);
            WebFile file = webFile(url, bytes, 512);
            site.cut("a", 1);
            fails(ErrorCode.HOST_FAILED, () -> fetch(volume, file));
            site.answersRanges(false);
            fails(ErrorCode.HOST_FAILED, () -> fetch(volume, file));
            site.answersRanges(true);
            site.serve("a", others);
            fails(ErrorCode.HOST_FAILED, () -> fetch(volume, file));
            site.heedsIfRange(false);
            fails(ErrorCode.HOST_FAILED, () -> fetch(volume, file));
            site.serve("a", Arrays.copyOf(bytes, 99_999));
            fails(ErrorCode.HOST_FAILED, () -> fetch(volume, file));
            site.redirect("b", url);
            site.serve("a", bytes);
            fails(ErrorCode.HOST_FAILED, () -> fetch(volume, webFile(site.url("b"), bytes, 512)));
            assertThat(fetch(volume, file)).hasSize(1);
        }
    }

    @Test
    void contentOfUnknownSizeIsWrittenToItsEnd() {
        byte[] bytes = new byte[100_000];
        new Random(8).nextBytes(bytes);
        String volume = create("-stream", VolumeFormat.RAW, bytes.length, null);
        hypervisor().upload(POOL, volume, stream(new ByteArrayInputStream(bytes)));
        assertThat(contentOf(volume)).isEqualTo(bytes);
    }

    @Test
    void contentThatBreaksOffSaysWhy() {
        String volume = create("-broken", VolumeFormat.RAW, MIB, null);
        InputStream broken = new InputStream() {
            private int left = 70_000;

            @Override
            public int read() {
                if (left-- == 0) {
                    throw KloigosException.conflict("the sender hung up");
                }
                return 1;
            }
        };
        assertThatThrownBy(() -> hypervisor().upload(POOL, volume, stream(broken)))
                .isInstanceOf(KloigosException.class)
                .hasMessage("the sender hung up");
        hypervisor().deleteVolume(POOL, volume);
        assertThat(hypervisor().volume(POOL, volume)).isEmpty();
    }

    private static Content stream(InputStream in) {
        return new Content() {
            @Override
            public long sizeBytes() {
                return UNKNOWN_SIZE;
            }

            @Override
            public InputStream open() {
                return in;
            }
        };
    }
}
