package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.Contact.Obstacle;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.HostFacts;
import io.kloigos.ssh.transport.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which reaching a host can end. */
@Timeout(30)
class ContactTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(1500);

    private final KeyPair ecKey = ScriptedHost.generate("EC", 256);
    private final KeyPair rsaKey = ScriptedHost.generate("RSA", 2048);
    private final ScriptedHost host = ScriptedHost.start(PlayedHost.healthy(), ecKey, rsaKey);
    private SshHypervisors hypervisors;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        hypervisors = with(host.keyFile(folder, null));
    }

    private static SshHypervisors with(Path keyFile) {
        return new SshHypervisors(SshConfig.defaults().withKeyFile(keyFile));
    }

    @AfterEach
    void stop() throws IOException {
        hypervisors.close();
        host.close();
    }

    private Contact.Failed failed(HostEndpoint endpoint, Duration deadline) {
        Contact contact = hypervisors.contact(endpoint, deadline);
        assertThat(contact).isInstanceOf(Contact.Failed.class);
        return (Contact.Failed) contact;
    }

    private static HostEndpoint at(String address, int port) {
        return new HostEndpoint("h", address, port, "kloigos", "qemu:///system", null, true);
    }

    @Test
    void aHealthyHostTellsItsFactsAndItsKey() {
        Contact contact = hypervisors.contact(host.endpoint(), DEADLINE);
        assertThat(contact)
                .isEqualTo(new Contact.Reached(
                        new HostFacts(
                                "483b76c7-f9c0-4332-bef8-83af1e8018db",
                                "kvm1",
                                4,
                                8192,
                                List.of(
                                        new HostFacts.NumaNode(0, List.of(0, 1), 4096),
                                        new HostFacts.NumaNode(1, List.of(2, 3), 4096)),
                                "9.0.0",
                                "7.2.22",
                                true),
                        host.hostKey(0)));
        assertThat(hypervisors.at(host.endpoint()).facts().hostname()).isEqualTo("kvm1");
    }

    @Test
    void theConnectionIsKeptAfterContact() {
        hypervisors.contact(host.endpoint(null, true), DEADLINE);
        int shells = host.commands().size();
        hypervisors.at(host.endpoint(host.hostKey(0), false)).facts();
        assertThat(host.commands()).hasSize(shells);
    }

    @Test
    void aKeyThatNobodyAcceptedIsShownAndRefused() {
        Contact.Failed failed = failed(host.endpoint(null, false), DEADLINE);
        assertThat(failed.obstacle()).isEqualTo(Obstacle.KEY_NOT_ACCEPTED);
        assertThat(failed.offeredKey()).isEqualTo(host.hostKey(0));
        assertThat(failed.detail()).contains(KeyUtils.getFingerPrint(ecKey.getPublic()));
        assertThat(host.commands()).isEmpty();
    }

    @Test
    void theFirstKeyIsTrustedOnlyWhenTheEndpointSaysSo() {
        assertThat(hypervisors.contact(host.endpoint(null, true), DEADLINE))
                .isInstanceOfSatisfying(
                        Contact.Reached.class,
                        reached -> assertThat(reached.hostKey()).isEqualTo(host.hostKey(0)));
    }

    @Test
    void aChangedKeyIsRefusedWithBothFingerprints() {
        KeyPair other = ScriptedHost.generate("EC", 256);
        String pinned = org.apache.sshd.common.config.keys.PublicKeyEntry.toString(other.getPublic());
        Contact.Failed failed = failed(host.endpoint(pinned, true), DEADLINE);
        assertThat(failed.obstacle()).isEqualTo(Obstacle.KEY_CHANGED);
        assertThat(failed.offeredKey()).isEqualTo(host.hostKey(0));
        assertThat(failed.detail())
                .contains(KeyUtils.getFingerPrint(ecKey.getPublic()))
                .contains(KeyUtils.getFingerPrint(other.getPublic()));
        assertThat(host.commands()).isEmpty();
    }

    @Test
    void aHostWithSeveralKeysIsAskedForThePinnedOne() {
        assertThat(hypervisors.contact(host.endpoint(host.hostKey(1) + " a comment", false), DEADLINE))
                .isInstanceOfSatisfying(
                        Contact.Reached.class,
                        reached -> assertThat(reached.hostKey()).startsWith(host.hostKey(1)));
    }

    @Test
    void aPinnedKeyThatIsNoneIsSaidToBeNone() {
        assertThat(failed(host.endpoint("ssh-ed25519 rubbish", false), DEADLINE).obstacle())
                .isEqualTo(Obstacle.KEY_NOT_ACCEPTED);
    }

    @Test
    void anUnknownNameIsSaidToBeUnknown() {
        Contact.Failed failed = failed(at("no-such-host.invalid", 22), DEADLINE);
        assertThat(failed.obstacle()).isEqualTo(Obstacle.NAME_UNKNOWN);
        assertThat(failed.detail()).contains("no-such-host.invalid");
    }

    @Test
    void aClosedPortIsRefused() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(failed(at("127.0.0.1", port), DEADLINE).obstacle()).isEqualTo(Obstacle.REFUSED);
    }

    @Test
    void aServerThatAcceptsAndStaysSilentTimesOut() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            Contact.Failed failed = (Contact.Failed) hypervisors.contact(
                    at("127.0.0.1", silent.getLocalPort()), SHORT, () -> fail("it has not answered"));
            assertThat(failed.obstacle()).isEqualTo(Obstacle.TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.multipliedBy(2));
        }
    }

    @Test
    void aHostThatHasAnsweredWaitsForUsAndItsTimeBeginsAnew() {
        Contact contact = hypervisors.contact(host.endpoint(), SHORT, () -> {
            assertThat(host.connections()).isEqualTo(1);
            await().pollDelay(SHORT.plusMillis(100)).until(() -> host.keyExchanges() == 0);
        });
        assertThat(contact).isInstanceOf(Contact.Reached.class);
        assertThat(host.everSessions()).isEqualTo(1);
    }

    @Test
    void aHostThatIsHalfKnownIsCalledOnceAnAttempt() throws IOException {
        try (ServerSocket rude = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AtomicInteger calls = new AtomicInteger();
            Thread door = new Thread(() -> {
                try {
                    while (true) {
                        rude.accept().close();
                        calls.incrementAndGet();
                    }
                } catch (IOException e) {
                    // closed
                }
            });
            door.start();
            HostEndpoint endpoint = at("127.0.0.1", rude.getLocalPort());
            hypervisors.at(endpoint);
            assertThat(failed(endpoint, DEADLINE).obstacle()).isEqualTo(Obstacle.BROKEN);
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void aServerThatSpeaksNoSshIsBroken() throws IOException {
        try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answer = new Thread(() -> {
                try (var socket = web.accept()) {
                    socket.getOutputStream().write("HTTP/1.0 400 no\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            answer.start();
            assertThat(failed(at("127.0.0.1", web.getLocalPort()), SHORT).obstacle())
                    .isIn(Obstacle.BROKEN, Obstacle.TIMEOUT);
        }
    }

    @Test
    void aKeyThatIsNotLetInNamesUserAndFile() throws IOException {
        Path stranger = ScriptedHost.write(rsaKey, folder.resolve("stranger"), null);
        try (SshHypervisors strangers = with(stranger)) {
            assertThat(strangers.contact(host.endpoint(), DEADLINE))
                    .isInstanceOfSatisfying(Contact.Failed.class, failed -> {
                        assertThat(failed.obstacle()).isEqualTo(Obstacle.AUTHENTICATION);
                        assertThat(failed.detail())
                                .contains("'kloigos'")
                                .contains(stranger.toString())
                                .contains(KeyUtils.getFingerPrint(rsaKey.getPublic()));
                        assertThat(failed.offeredKey()).isEqualTo(host.hostKey(0));
                    });
        }
    }

    private Contact.Failed withCredentials(Credentials credentials) {
        try (SshHypervisors others = new SshHypervisors(SshConfig.defaults(), credentials)) {
            return (Contact.Failed) others.contact(host.endpoint(), DEADLINE);
        }
    }

    @Test
    void aMissingEncryptedOrUnreadableKeyFileIsSaidToBeThat() throws IOException {
        Path missing = folder.resolve("missing");
        Path encrypted = ScriptedHost.write(rsaKey, folder.resolve("encrypted"), "secret");
        Path rubbish = Files.writeString(folder.resolve("rubbish"), "no key");
        assertThat(withCredentials(new Credentials(missing, null, folder)).detail())
                .contains("missing");
        assertThat(withCredentials(new Credentials(encrypted, null, folder)).detail())
                .contains("passphrase")
                .doesNotContain("secret");
        assertThat(withCredentials(new Credentials(rubbish, null, folder)).detail())
                .contains("not a private key");
        assertThat(withCredentials(new Credentials(null, null, missing)).obstacle())
                .isEqualTo(Obstacle.AUTHENTICATION);
    }

    @Test
    void withoutKeyFileAndAgentTheUsualFilesAreTried() {
        try (SshHypervisors usual =
                new SshHypervisors(SshConfig.defaults(), new Credentials(null, folder.resolve("no-agent"), folder))) {
            assertThat(usual.contact(host.endpoint(), DEADLINE)).isInstanceOf(Contact.Reached.class);
        }
    }

    private static ScriptedHost.Script ends(int status, String stderr) {
        return (String command, InputStream in, OutputStream out, OutputStream err) -> {
            err.write(stderr.getBytes(StandardCharsets.UTF_8));
            return status;
        };
    }

    @Test
    void aHostWithoutVirshHasNoLibvirt() {
        host.play(ends(127, "env: 'virsh': No such file or directory\n"));
        Contact.Failed failed = failed(host.endpoint(), DEADLINE);
        assertThat(failed.obstacle()).isEqualTo(Obstacle.NO_LIBVIRT);
        assertThat(failed.detail()).contains("libvirt-client");
    }

    @Test
    void aHostWhoseLibvirtdIsAwayHasNoLibvirt() {
        host.play(ends(
                1,
                "error: failed to connect to the hypervisor\nerror: Failed to connect socket to"
                        + " '/var/run/libvirt/libvirt-sock': No such file or directory\n"));
        assertThat(failed(host.endpoint(), DEADLINE).obstacle()).isEqualTo(Obstacle.NO_LIBVIRT);
    }

    @Test
    void aUserOutsideTheGroupIsToldWhichGroup() {
        host.play(ends(
                1,
                "error: failed to connect to the hypervisor\nerror: Failed to connect socket to"
                        + " '/var/run/libvirt/libvirt-sock': Permission denied\n"));
        Contact.Failed failed = failed(host.endpoint(), DEADLINE);
        assertThat(failed.obstacle()).isEqualTo(Obstacle.NO_PERMISSION);
        assertThat(failed.detail()).contains("usermod -aG libvirt kloigos");
    }

    @Test
    void aVirshThatWaitsForLibvirtTimesOut() {
        host.play((command, in, out, err) -> {
            new PlayedVirsh.Output(out, err).hang();
            return 0;
        });
        assertThat(failed(host.endpoint(), SHORT).obstacle()).isEqualTo(Obstacle.NO_LIBVIRT);
    }

    @Test
    void anAccountWithoutAShellIsBroken() {
        host.play(ends(1, "This account is currently not available.\n"));
        Contact.Failed failed = failed(host.endpoint(), DEADLINE);
        assertThat(failed.obstacle()).isEqualTo(Obstacle.BROKEN);
        assertThat(failed.detail()).contains("This account is currently not available.");
    }
}
