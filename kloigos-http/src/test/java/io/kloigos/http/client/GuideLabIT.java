package io.kloigos.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.image.Image;
import io.kloigos.core.image.ImageSite;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.storage.StorageSettings;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.KloigosServices;
import io.kloigos.http.image.ImageFolder;
import io.kloigos.ssh.Lab;
import io.kloigos.ssh.SshHypervisors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands of guides, as they stand there, on real hosts. */
class GuideLabIT {
    private static final Path GUIDES = Path.of("../docs");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash\n(.*?)^```$");
    /** What somebody did on the first host. */
    private static final Pattern ON_HOST = Pattern.compile("(?ms)^```sh kvm1\n(.*?)^```$");

    private static final String DEMO = "http://127.0.0.1:8000/";
    private static final Pattern IMAGE = Pattern.compile("https://cloud\\.debian\\.org/[^\"]*");
    private static final String VIRSH = "virsh -q -c qemu:///system ";

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final Lab lab = Lab.running();
    private KloigosServices services;

    @TempDir
    Path folder;

    private void startAsTheDemoDoes(Duration trash) throws Exception {
        services = KloigosServices.start(
                HttpServerConfig.loopback(0),
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults())
                        .withStorage(new StorageSettings(trash, true)),
                new SshHypervisors(lab.config()),
                new ImageFolder(folder));
        Kloigos engine = services.engine();
        for (Lab.Host host : lab.hosts()) {
            engine.hosts()
                    .register(
                            Caller.of("guide"),
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
            engine.images()
                    .load(Caller.of("guide"), host.name(), "guest", "1", lab.guestImage())
                    .result()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void stop() {
        Kloigos engine = services.engine();
        for (Vm vm : engine.vms().list(new VmQuery(null, null, null, null, Map.of(), null, 100))) {
            engine.vms()
                    .delete(Caller.of("guide"), vm.vmId(), false)
                    .result()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        }
        for (Image image : engine.images().list()) {
            for (int i = 0; i < lab.hosts().size(); i++) {
                lab.ssh(i, VIRSH + "vol-delete --pool default " + image.volume() + " || true");
            }
        }
        services.close();
    }

    private static String commands(Pattern kind, String guide) throws IOException {
        return kind.matcher(Files.readString(GUIDES.resolve(guide)))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("", "set -eu\n", ""));
    }

    private String onHosts() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < lab.hosts().size(); i++) {
            all.append(lab.ssh(i, VIRSH + "list --all --uuid; " + VIRSH + "vol-list default"));
        }
        return all.toString();
    }

    /** What the guides fetch from the internet comes from this machine. */
    private String fromHere(String commands, ImageSite site) throws IOException {
        String url = site.serve("debian.qcow2", Files.readAllBytes(lab.guestImage()));
        return IMAGE.matcher(commands.replace(DEMO, services.uri().toString())).replaceAll(url);
    }

    private void everyCommandWorksAndNothingIsLeft(String guide) throws Exception {
        String before = onHosts();
        lab.ssh(0, commands(ON_HOST, guide));
        try (ImageSite site = new ImageSite()) {
            Process bash = new ProcessBuilder(
                            "bash", "-x", "-c", fromHere("set -o pipefail\n" + commands(BLOCK, guide), site))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            bash.getOutputStream().close();
            String said = new String(bash.getInputStream().readAllBytes());
            assertThat(bash.waitFor()).as(said).isZero();
        }
        assertThat(onHosts()).isEqualTo(before);
    }

    @Test
    void virtualMachines() throws Exception {
        startAsTheDemoDoes(Duration.ZERO);
        everyCommandWorksAndNothingIsLeft("virtual-machines.md");
    }

    @Test
    void imagesAndStorage() throws Exception {
        startAsTheDemoDoes(Duration.ofHours(1));
        everyCommandWorksAndNothingIsLeft("images-and-storage.md");
    }
}
