package io.kloigos.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.Sha256;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.InterceptedHypervisors;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.image.ImageImport.ChecksumStatus;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.runbook.RunRequest;
import io.kloigos.core.storage.StorageSettings;
import io.kloigos.core.storage.VolumeId;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Task;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images from URLs onto hosts in memory, with a real web site on loopback and records in a real MariaDB. */
class ImageImportIT {
    private static final Caller ANN = Caller.of("ann");
    private static final byte[] DISK = Qcow2.file(8 << 20, 3_000_000);

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final FakeHypervisor host = hypervisors.host("10.0.0.1");
    private volatile Runnable beforeUpload = () -> {};
    private ImageSite site;
    private Kloigos kloigos;

    @BeforeEach
    void open() throws Exception {
        site = new ImageSite();
        open(true);
        register("h1", "10.0.0.1");
    }

    private void open(boolean privateSources) {
        kloigos = Kloigos.open(
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults())
                        .withStorage(new StorageSettings(Duration.ZERO, privateSources)),
                new InterceptedHypervisors(hypervisors, (name, change) -> {
                    if (name.equals("upload")) {
                        beforeUpload.run();
                    }
                    change.make();
                }));
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

    @AfterEach
    void close() {
        kloigos.close();
        site.close();
    }

    private static String sha256(byte[] bytes) {
        return "sha256:" + HexFormat.of().formatHex(Sha256.digest().digest(bytes));
    }

    private static ImportRequest request(String name, String version, String url, String checksum) {
        return new ImportRequest("h1", name, version, url, checksum, null, "Debian", "12");
    }

    private Pending<Image> fetch(String name, String version, String url, String checksum) {
        return kloigos.images().fetch(ANN, request(name, version, url, checksum));
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(30, TimeUnit.SECONDS);
    }

    private static void fails(ErrorCode code, String why, Pending<?> pending) {
        assertThatThrownBy(
                        () -> pending.result().orTimeout(30, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(why);
    }

    private List<String> volumes() {
        return host.volumes("default").stream().map(Volume::name).toList();
    }

    @Test
    void anImageIsWhatItsSourceSends() throws Exception {
        String url = site.serve("a.qcow2", DISK);
        Pending<Image> pending = fetch("debian", "12.1", url, sha256(DISK).substring("sha256:".length()));
        Image image = ended(pending);
        assertThat(image)
                .returns("debian", Image::name)
                .returns("12.1", Image::version)
                .returns(url, Image::sourceUrl)
                .returns(Image.Status.AVAILABLE, Image::status)
                .returns(VolumeFormat.QCOW2, Image::format)
                .returns(sha256(DISK), Image::checksum)
                .returns((long) DISK.length, Image::sizeBytes)
                .returns(8L << 20, Image::virtualSizeBytes)
                .returns("Debian", Image::osName)
                .returns(List.of("h1"), Image::hosts);
        assertThat(host.content("default", image.volume())).isEqualTo(DISK);
        assertThat(kloigos.images().jobs(10))
                .singleElement()
                .satisfies(job -> assertThat(job)
                        .returns(pending.taskId(), ImageImport::jobId)
                        .returns(ChecksumStatus.VERIFIED, ImageImport::checksumStatus)
                        .returns((long) DISK.length, ImageImport::bytesDone)
                        .returns(100, ImageImport::progress));
    }

    @Test
    void theRunbookThatRefreshesMakesNewVersionsOfWhatHasChangedOnTheSameHosts() throws Exception {
        register("h2", "10.0.0.2");
        Image first = ended(fetch("debian", "12.1", site.serve("a.qcow2", DISK), null));
        ended(kloigos.images().copy(ANN, first.imageId(), "h2", "h1"));
        assertThat(refresh("12.2")).isEqualTo("Image debian has not changed");
        assertThat(kloigos.images().list()).extracting(Image::version).containsExactly("12.1");
        byte[] newer = Qcow2.file(8 << 20, 2_000_000);
        site.serve("a.qcow2", newer);
        assertThat(refresh("12.3")).isEqualTo("Image debian:12.3 is new");
        assertThat(kloigos.images().list()).extracting(Image::version).containsExactlyInAnyOrder("12.1", "12.3");
        Image second = kloigos.images().list().stream()
                .filter(image -> image.version().equals("12.3"))
                .findFirst()
                .orElseThrow();
        assertThat(second.hosts()).containsExactlyInAnyOrder("h1", "h2");
        assertThat(hypervisors.host("10.0.0.2").content("default", second.volume()))
                .isEqualTo(newer);
    }

    private String refresh(String version) throws Exception {
        RunRequest request = new RunRequest(null, null, Map.of("image", "debian", "version", version));
        Pending<Task> run = kloigos.runbooks().execute(ANN, "image-refresh", request);
        ended(run);
        return kloigos.runbooks().run(run.taskId()).steps().get(0).message();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCutTransferGoesOnWhereItWas(boolean ranges) throws Exception {
        site.answersRanges(ranges);
        String url = site.serve("cut.qcow2", DISK);
        site.cut("cut.qcow2", 2);
        Image image = ended(fetch("cut", "1", url, sha256(DISK)));
        assertThat(host.content("default", image.volume())).isEqualTo(DISK);
        // what was under way when the connection broke may be lost
        assertThat(site.ranges())
                .hasSize(2)
                .allSatisfy(range -> assertThat(Integer.parseInt(range.replaceAll("\\D", "")))
                        .isBetween(1, DISK.length - 1));
    }

    @Test
    void whatNeverComesWholeLeavesNothing() throws Exception {
        String url = site.serve("never.qcow2", DISK);
        site.cut("never.qcow2", 100);
        fails(ErrorCode.CONFLICT, "broke off", fetch("never", "1", url, null));
        assertThat(volumes()).isEmpty();
        Image failed = kloigos.images().list().get(0);
        assertThat(failed).returns(Image.Status.FAILED, Image::status).returns(List.of(), Image::hosts);
        assertThat(kloigos.images().newestOn("never", "h1")).isEmpty();
        site.cut("never.qcow2", 0);
        assertThat(ended(fetch("never", "1", url, null)))
                .returns(Image.Status.AVAILABLE, Image::status)
                .returns(failed.imageId(), Image::imageId);
    }

    @Test
    void aWrongChecksumIsFoundAndNothingKept() {
        String url = site.serve("other.qcow2", DISK);
        fails(
                ErrorCode.CONFLICT,
                "should have sha256:" + "0".repeat(64),
                fetch("other", "1", url, "sha256:" + "0".repeat(64)));
        assertThat(volumes()).isEmpty();
        assertThat(kloigos.images().jobs(1)).first().returns(ChecksumStatus.MISMATCH, ImageImport::checksumStatus);
    }

    @Test
    void aDiskThatStandsOnAnotherFileNeverReachesTheHost() {
        fails(
                ErrorCode.INVALID,
                "is an overlay of another file",
                fetch("evil", "1", site.serve("evil.qcow2", Qcow2.with(8, 512)), null));
        assertThat(volumes()).isEmpty();
    }

    @Test
    void theFormatMustBeWhatWasAskedFor() {
        ImportRequest raw =
                new ImportRequest("h1", "raw", "1", site.serve("r.img", DISK), null, VolumeFormat.RAW, null, null);
        fails(ErrorCode.INVALID, "what comes is qcow2", kloigos.images().fetch(ANN, raw));
    }

    @Test
    void redirectsAreFollowedAFewTimes() throws Exception {
        site.redirect("there", site.serve("real.qcow2", DISK));
        assertThat(ended(fetch("redirected", "1", site.url("there"), null)).checksum())
                .isEqualTo(sha256(DISK));
        site.redirect("round", site.url("round"));
        fails(ErrorCode.CONFLICT, "redirects more than 5 times", fetch("round", "1", site.url("round"), null));
        site.redirect("file", "file:///etc/passwd");
        fails(ErrorCode.INVALID, "must be an http or https URL", fetch("file", "1", site.url("file"), null));
        fails(ErrorCode.CONFLICT, "answered 404", fetch("gone", "1", site.url("gone"), null));
    }

    @Test
    void privateAddressesAreRefusedUnlessAllowed() {
        kloigos.close();
        open(false);
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(kloigos.hosts().get("h1").isReachable()).isTrue());
        fails(
                ErrorCode.INVALID,
                "an address that only this network can reach",
                fetch("private", "1", site.serve("p.qcow2", DISK), null));
    }

    private VmRequest vm(String name, String image) {
        return new VmRequest("h1", name, 1, 64, image, "default", null, List.of(), null, Map.of(), null, false);
    }

    private String base(Vm vm) {
        return host.volumes("default").stream()
                .filter(volume -> volume.name().contains(vm.vmId() + "-root"))
                .map(Volume::backingPath)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNameAloneIsTheNewestVersionThatIsNotRetired() throws Exception {
        String url = site.serve("v.qcow2", DISK);
        Image one = ended(fetch("debian", "1", url, null));
        Image two = ended(fetch("debian", "2", url, null));
        assertThat(base(ended(kloigos.vms().provision(ANN, vm("a", "debian"))))).endsWith(two.volume());
        assertThat(base(ended(kloigos.vms().provision(ANN, vm("b", "debian:1")))))
                .endsWith(one.volume());
        assertThat(base(ended(kloigos.vms().provision(ANN, vm("c", "debian@latest")))))
                .endsWith(two.volume());
        assertThat(kloigos.images().retire(ANN, two.imageId()).retiredAt()).isNotNull();
        assertThat(base(ended(kloigos.vms().provision(ANN, vm("d", "debian"))))).endsWith(one.volume());
        fails(ErrorCode.NOT_FOUND, "debian:2", kloigos.vms().provision(ANN, vm("e", "debian:2")));
    }

    @Test
    void theSameVersionKeepsItsContent() throws Exception {
        ended(fetch("debian", "1", site.serve("v1.qcow2", DISK), null));
        register("h2", "10.0.0.2");
        byte[] other = Qcow2.file(8 << 20, 2_000_000);
        ImportRequest different =
                new ImportRequest("h2", "debian", "1", site.serve("v2.qcow2", other), null, null, null, null);
        fails(
                ErrorCode.CONFLICT,
                "should have " + sha256(DISK),
                kloigos.images().fetch(ANN, different));
        assertThat(kloigos.images().list()).singleElement().returns(List.of("h1"), Image::hosts);
    }

    @Test
    void anImageIsCopiedFromHostToHostAndVerified() throws Exception {
        Image image = ended(fetch("debian", "1", site.serve("v.qcow2", DISK), null));
        register("h2", "10.0.0.2");
        assertThat(ended(kloigos.images().copy(ANN, image.imageId(), "h2", null))
                        .hosts())
                .containsExactly("h1", "h2");
        assertThat(hypervisors.host("10.0.0.2").content("default", image.volume()))
                .isEqualTo(DISK);

        register("h3", "10.0.0.3");
        host.upload("default", image.volume(), Content.of(new byte[] {1, 2, 3}));
        fails(
                ErrorCode.HOST_FAILED,
                "somebody has changed it",
                kloigos.images().copy(ANN, image.imageId(), "h3", "h1"));
        assertThat(hypervisors.host("10.0.0.3").volumes("default")).isEmpty();
    }

    @Test
    void anImageGoesWhenNothingStandsOnIt() throws Exception {
        Image image = ended(fetch("debian", "1", site.serve("v.qcow2", DISK), null));
        Vm vm = ended(kloigos.vms().provision(ANN, vm("a", "debian")));
        fails(ErrorCode.CONFLICT, "overlay", kloigos.images().delete(ANN, image.imageId(), "h1"));
        assertThat(kloigos.images().get(image.imageId()).hosts()).containsExactly("h1");
        ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        assertThat(ended(kloigos.images().delete(ANN, image.imageId(), null))).isEqualTo(image.imageId());
        assertThat(volumes()).isEmpty();
        assertThat(kloigos.images().list()).isEmpty();
        assertThatThrownBy(() -> kloigos.images().get(UUID.randomUUID())).isInstanceOf(KloigosException.class);
    }

    @Test
    void whatSomebodyElseBuiltOnAnImageKeepsItToo() throws Exception {
        Image image = ended(fetch("debian", "1", site.serve("v.qcow2", DISK), null));
        host.createVolume(new VolumeSpec("default", "wild", VolumeFormat.QCOW2, 8 << 20, image.volume()));
        fails(ErrorCode.CONFLICT, "overlay", kloigos.images().delete(ANN, image.imageId(), "h1"));
    }

    private VolumeId uploaded(String name, byte[] content) throws Exception {
        host.addPool("fast");
        kloigos.hosts().refresh("h1");
        VolumeId id = new VolumeId("h1", "fast", name);
        ended(kloigos.volumes().create(ANN, "h1", new VolumeSpec("fast", name, VolumeFormat.QCOW2, 8 << 20, null)));
        kloigos.volumes().write(ANN, id, Content.of(content));
        return id;
    }

    @Test
    void whatWasUploadedIntoAVolumeBecomesAnImage() throws Exception {
        VolumeId id = uploaded("mine.qcow2", DISK);
        Pending<Image> pending = fetch("mine", "1", "volume:fast/mine.qcow2", sha256(DISK));
        assertThat(ended(pending))
                .returns(sha256(DISK), Image::checksum)
                .returns(8L << 20, Image::virtualSizeBytes)
                .returns("volume:fast/mine.qcow2", Image::sourceUrl)
                .satisfies(image ->
                        assertThat(host.content("default", image.volume())).isEqualTo(DISK));
        assertThat(kloigos.images().job(pending.taskId()))
                .returns(ChecksumStatus.VERIFIED, ImageImport::checksumStatus)
                .returns((long) DISK.length, ImageImport::bytesDone);
        // what was made of it stands alone
        ended(kloigos.volumes().delete(ANN, id, true));
        assertThat(kloigos.images().newestOn("mine", "h1")).isPresent();
    }

    @Test
    void whatIsNoDiskOrAnotherOneBecomesNoImage() throws Exception {
        uploaded("mine.qcow2", DISK);
        fails(ErrorCode.CONFLICT, "should have", fetch("mine", "1", "volume:fast/mine.qcow2", sha256(new byte[] {1})));
        host.upload("fast", "mine.qcow2", Content.of(Qcow2.with(72, 4)));
        fails(ErrorCode.INVALID, "keeps its data in another file", fetch("mine", "1", "volume:fast/mine.qcow2", null));
        host.upload("fast", "mine.qcow2", Content.of(Qcow2.with(8, 4)));
        fails(ErrorCode.INVALID, "is an overlay", fetch("mine", "1", "volume:fast/mine.qcow2", null));
        assertThat(host.volumes("default")).isEmpty();
        assertThat(kloigos.images().newestOn("mine", "h1")).isEmpty();
        assertThatThrownBy(() -> request("mine", "1", "volume:mine.qcow2", null))
                .hasMessageContaining("volume:POOL/NAME");
    }

    @Test
    void aVolumeThatIsWrittenToBecomesNoImageAndOneThatBecomesOneIsNotWrittenTo() throws Exception {
        VolumeId id = uploaded("mine.qcow2", DISK);
        Content meanwhile = new Content() {
            @Override
            public long sizeBytes() {
                return DISK.length;
            }

            @Override
            public InputStream open() {
                assertThatThrownBy(() -> fetch("mine", "1", "volume:fast/mine.qcow2", null))
                        .hasMessageContaining("is being written to by ann");
                return new ByteArrayInputStream(DISK);
            }
        };
        kloigos.volumes().write(ANN, id, meanwhile);
        AtomicReference<String> refusal = new AtomicReference<>();
        beforeUpload = () -> {
            try {
                kloigos.volumes().write(ANN, id, Content.of(new byte[] {1}));
            } catch (KloigosException e) {
                refusal.set(e.getMessage());
            }
        };
        assertThat(ended(fetch("mine", "1", "volume:fast/mine.qcow2", null)).checksum())
                .isEqualTo(sha256(DISK));
        assertThat(refusal.get()).contains("a task needs it as it is");
    }
}
