package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.Caller;
import io.kloigos.core.DryRun;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.image.Image;
import io.kloigos.core.image.ImageFetch;
import io.kloigos.core.image.ImageImport;
import io.kloigos.core.image.ImageImport.ChecksumStatus;
import io.kloigos.core.image.ImageSite;
import io.kloigos.core.image.ImportRequest;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.storage.StorageSettings;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Images that a real host fetches by itself, and what happens when it cannot. */
class ImageFetchLabIT {
    private static final Caller ANN = Caller.of("ann");
    private static final String WRONG = "sha256:" + "0".repeat(64);
    private static final String PROCESSES = "ps -e -o comm= | grep -x -e curl -e sha256sum -e tee || true; ";
    /** Volumes, files where somebody might leave one, and processes. */
    private static final String SHOW = PROCESSES
            + "virsh -q -c qemu:///system vol-list default; ls -A /tmp /var/tmp /root /home/*; pgrep -f 'vol-uploa[d]' || true";

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final Lab lab = Lab.running();
    private final String name = "fetch-" + UUID.randomUUID().toString().substring(0, 8);
    private String before;
    private byte[] guest;
    private ImageSite site;
    private Kloigos kloigos;

    @BeforeEach
    void open() throws Exception {
        before = lab.root(0, SHOW);
        guest = Files.readAllBytes(lab.guestImage());
        site = new ImageSite(lab.gateway());
        open(ImageFetch.HOST, lab.config());
        Lab.Host host = lab.hosts().get(0);
        kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                host.name(),
                                host.name(),
                                host.address(),
                                host.port(),
                                lab.user(),
                                HostRegistration.SYSTEM_URI,
                                0,
                                0,
                                host.hostKey(),
                                false,
                                List.of(),
                                null));
    }

    private void open(ImageFetch fetch, SshConfig config) throws IOException {
        kloigos = Kloigos.open(
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults())
                        .withStorage(new StorageSettings(Duration.ZERO, true, fetch)),
                new SshHypervisors(config));
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (Image image : kloigos.images().list()) {
            ended(kloigos.images().delete(ANN, image.imageId(), null));
        }
        kloigos.close();
        site.close();
        await().untilAsserted(() -> assertThat(lab.root(0, SHOW)).isEqualTo(before));
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(60, TimeUnit.SECONDS);
    }

    private static void fails(ErrorCode code, String why, Pending<?> pending) {
        assertThatThrownBy(
                        () -> pending.result().orTimeout(60, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(why);
    }

    private Pending<Image> fetch(String version, String url, String checksum) {
        return fetch(ANN, version, url, checksum);
    }

    private Pending<Image> fetch(Caller caller, String version, String url, String checksum) {
        return kloigos.images()
                .fetch(caller, new ImportRequest("kvm1", name, version, url, checksum, null, null, null));
    }

    private void assertIsGuest(Image image) {
        assertThat(image).returns((long) guest.length, Image::sizeBytes);
        assertThat("sha256:"
                        + lab.root(0, "sha256sum /var/lib/libvirt/images/" + image.volume())
                                .substring(0, 64))
                .isEqualTo(image.checksum());
        assertThat(lab.root(0, "qemu-img check /var/lib/libvirt/images/" + image.volume()))
                .contains("No errors were found");
    }

    private List<String> errors(Pending<?> pending) {
        return kloigos.tasks().transcript(pending.taskId()).stream()
                .map(TaskCommand::error)
                .filter(error -> error != null)
                .toList();
    }

    @Test
    void theHostFetchesWhatTheServerHasLookedAt() throws Exception {
        site.redirect("latest", site.serve("guest.qcow2", guest));
        String url = site.url("latest");
        assertThatThrownBy(() -> fetch(ANN.planning(), "0", url, null)).isInstanceOfSatisfying(DryRun.class, dry -> {
            assertThat(kloigos.planner().plan(dry).steps().stream().flatMap(step -> step.commands().stream()))
                    .anySatisfy(each -> assertThat(each.command().command())
                            .contains("curl -q", "--range 512-", "--url " + site.url("guest.qcow2")));
        });
        Pending<Image> pending = fetch("1", url, null);
        assertIsGuest(ended(pending));
        assertThat(site.ranges()).containsExactly("bytes=512-");
        assertThat(site.rangesFrom()).containsExactly(lab.hosts().get(0).address());
        assertThat(errors(pending)).isEmpty();
        assertThat(kloigos.images().job(pending.taskId()))
                .returns(100, ImageImport::progress)
                .returns((long) guest.length, ImageImport::bytesDone)
                .returns(ChecksumStatus.UNCHECKED, ImageImport::checksumStatus);
        fails(ErrorCode.CONFLICT, "should have " + WRONG, fetch("2", url, WRONG));
        assertThat(site.rangesFrom())
                .containsExactly(
                        lab.hosts().get(0).address(), lab.hosts().get(0).address());
    }

    @Test
    void whatTheHostCannotFetchComesThroughTheServer() throws Exception {
        String url = site.serve("guest.qcow2", guest);
        lab.root(0, "mv /usr/bin/curl /usr/bin/curl.away");
        try {
            comesThroughTheServer(fetch("no-curl", url, null), "there is no curl.");
        } finally {
            lab.root(0, "mv /usr/bin/curl.away /usr/bin/curl");
        }
        site.answersRanges(false);
        comesThroughTheServer(fetch("no-ranges", url, null), "the source sends all of it instead of the rest");
        site.answersRanges(true);
        String wall =
                " OUTPUT -p tcp --syn -d " + lab.gateway().getHostAddress() + " -j REJECT --reject-with tcp-reset";
        lab.root(0, "iptables -I" + wall);
        try {
            comesThroughTheServer(fetch("no-way", url, null), "curl: (7)");
        } finally {
            lab.root(0, "iptables -D" + wall);
        }
    }

    private void comesThroughTheServer(Pending<Image> pending, String why) throws Exception {
        assertIsGuest(ended(pending));
        assertThat(errors(pending))
                .singleElement()
                .asString()
                .startsWith("the host could not fetch it: " + why)
                .doesNotContain("%", "#");
    }

    @Test
    void aServerThatIsToFetchByItselfDoes() throws Exception {
        kloigos.close();
        open(ImageFetch.SERVER, lab.config());
        await().until(() -> kloigos.hosts().get("kvm1").isReachable());
        assertIsGuest(ended(fetch("1", site.serve("guest.qcow2", guest), null)));
        assertThat(site.paths()).hasSize(1);
    }

    @Test
    void nothingIsFetchedAnyMoreWhenNobodyWaitsForIt() throws Exception {
        String url = site.serve("guest.qcow2", guest);
        site.stall("guest.qcow2", 2);
        Pending<Image> calledOff = fetch("1", url, null);
        await().until(() -> site.ranges().size() == 1);
        assertThat(lab.root(0, PROCESSES).lines()).containsExactlyInAnyOrder("curl", "sha256sum", "tee");
        kloigos.taskControl().cancel(ANN, calledOff.taskId(), null);
        fails(ErrorCode.CANCELLED, "Called off by ann", calledOff);
        await().untilAsserted(() -> assertThat(lab.root(0, SHOW)).isEqualTo(before));

        Pending<Image> broken = fetch("2", url, null);
        await().until(() -> site.ranges().size() == 2);
        lab.root(0, "pkill -u kloigos sshd");
        fails(ErrorCode.HOST_UNREACHABLE, "", broken);
        await().untilAsserted(() -> assertThat(lab.root(0, SHOW)).isEqualTo(before));
    }

    @Test
    void aHostThatIsSentNothingForLongGivesUp() throws Exception {
        kloigos.close();
        open(ImageFetch.HOST, lab.config().withDeadlines(Duration.ofSeconds(5)));
        await().until(() -> kloigos.hosts().get("kvm1").isReachable());
        String url = site.serve("guest.qcow2", guest);
        site.stall("guest.qcow2", 1);
        comesThroughTheServer(fetch("1", url, null), "curl: (28)");
    }
}
