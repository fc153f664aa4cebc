package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.Contact.Obstacle;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.JumpHost;
import io.kloigos.ssh.transport.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host that is reached through another machine, and every way in which that can end. */
@Timeout(30)
class JumpTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(1500);

    private final ScriptedHost host = ScriptedHost.start(PlayedHost.healthy());
    private final ScriptedHost bastion = ScriptedHost.start((command, in, out, err) -> 1);
    private SshHypervisors hypervisors;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        Path key = host.keyFile(folder, null);
        bastion.letIn(host.userKey().getPublic());
        hypervisors = new SshHypervisors(SshConfig.defaults().withKeyFile(key));
    }

    @AfterEach
    void stop() throws IOException {
        hypervisors.close();
        host.close();
        bastion.close();
    }

    private static HostEndpoint through(JumpHost jump, HostEndpoint target) {
        return new HostEndpoint(
                target.hostId(),
                target.address(),
                target.port(),
                target.user(),
                target.libvirtUri(),
                target.hostKey(),
                target.trustOnFirstUse(),
                jump);
    }

    private HostEndpoint behindBastion() {
        return through(bastion.jump(), host.endpoint());
    }

    private Contact.Failed failed(HostEndpoint endpoint, Duration deadline) {
        Contact contact = hypervisors.contact(endpoint, deadline);
        assertThat(contact).isInstanceOf(Contact.Failed.class);
        return (Contact.Failed) contact;
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aHostBehindAJumpHostIsReachedWithItsOwnKeyAndLeavesNothingOpen() {
        assertThat(hypervisors.contact(behindBastion(), DEADLINE))
                .isInstanceOfSatisfying(
                        Contact.Reached.class,
                        reached -> assertThat(reached.hostKey()).isEqualTo(host.hostKey(0)));
        assertThat(hypervisors.at(behindBastion()).facts().hostname()).isEqualTo("kvm1");
        assertThat(bastion.sessions()).isEqualTo(1);
        assertThat(bastion.commands()).isEmpty();
        hypervisors.forget("scripted");
        await().untilAsserted(
                        () -> assertThat(bastion.sessions() + host.sessions()).isZero());
    }

    @Test
    void theFirstKeyOfAHostBehindAJumpHostIsTrustedWhenTheEndpointSaysSo() {
        HostEndpoint endpoint = through(bastion.jump(), host.endpoint(null, true));
        assertThat(hypervisors.contact(endpoint, DEADLINE)).isInstanceOf(Contact.Reached.class);
    }

    @Test
    void anotherWayToTheHostIsAnotherConnection() {
        hypervisors.contact(behindBastion(), DEADLINE);
        hypervisors.at(host.endpoint()).facts();
        await().untilAsserted(() -> assertThat(bastion.sessions()).isZero());
    }

    @Test
    void aJumpHostWithAnotherKeyIsRefusedAndItsKeyIsNotTakenForTheHosts() {
        String pinned = PublicKeyEntry.toString(ScriptedHost.generate("EC", 256).getPublic());
        JumpHost jump = bastion.jump();
        Contact.Failed failed = failed(
                through(new JumpHost(jump.address(), jump.port(), jump.user(), pinned), host.endpoint(null, true)),
                DEADLINE);
        assertThat(failed.obstacle()).isEqualTo(Obstacle.KEY_CHANGED);
        assertThat(failed.offeredKey()).isNull();
        assertThat(failed.detail())
                .startsWith("The key of the jump host 127.0.0.1 port " + bastion.port())
                .contains(KeyUtils.getFingerPrint(bastion.hostKeyPair(0).getPublic()));
        assertThat(host.sessions()).isZero();
    }

    @Test
    void aHostWithAnotherKeyBehindTheJumpHostIsRefused() {
        String pinned = PublicKeyEntry.toString(ScriptedHost.generate("EC", 256).getPublic());
        Contact.Failed failed = failed(through(bastion.jump(), host.endpoint(pinned, false)), DEADLINE);
        assertThat(failed.obstacle()).isEqualTo(Obstacle.KEY_CHANGED);
        assertThat(failed.offeredKey()).isEqualTo(host.hostKey(0));
        assertThat(failed.detail()).contains("behind the jump host");
        await().untilAsserted(() -> assertThat(bastion.sessions()).isZero());
    }

    @Test
    void aJumpHostThatRefusesIsNamed() throws IOException {
        int port = closedPort();
        JumpHost jump = new JumpHost("127.0.0.1", port, "kloigos", bastion.hostKey(0));
        Contact.Failed failed = failed(through(jump, host.endpoint()), DEADLINE);
        assertThat(failed.obstacle()).isEqualTo(Obstacle.REFUSED);
        assertThat(failed.detail()).startsWith("The jump host 127.0.0.1 port " + port + " refused the connection");
    }

    @Test
    void aJumpHostThatDoesNotLetUsInIsNamed() throws IOException {
        Path stranger = ScriptedHost.write(ScriptedHost.generate("EC", 256), folder.resolve("stranger"), null);
        try (SshHypervisors strangers =
                new SshHypervisors(SshConfig.defaults(), new Credentials(stranger, null, folder))) {
            assertThat(strangers.contact(behindBastion(), DEADLINE))
                    .isInstanceOfSatisfying(Contact.Failed.class, failed -> {
                        assertThat(failed.obstacle()).isEqualTo(Obstacle.AUTHENTICATION);
                        assertThat(failed.offeredKey()).isNull();
                        assertThat(failed.detail()).startsWith("The jump host 127.0.0.1");
                    });
        }
    }

    @Test
    void aHostThatRefusesBehindTheJumpHostIsNamed() throws IOException {
        int port = closedPort();
        HostEndpoint nobody = new HostEndpoint("h", "127.0.0.1", port, "kloigos", "qemu:///system", null, true);
        Contact.Failed failed = failed(through(bastion.jump(), nobody), DEADLINE);
        assertThat(failed.detail()).contains("127.0.0.1 port " + port + " (behind the jump host 127.0.0.1 port");
    }

    @Test
    void aJumpHostThatForwardsNothingSaysWhichSettingToLookAt() {
        bastion.forwardNothing();
        Contact.Failed failed = failed(behindBastion(), DEADLINE);
        assertThat(failed.obstacle()).isEqualTo(Obstacle.BROKEN);
        assertThat(failed.detail()).startsWith("The jump host").contains("AllowTcpForwarding");
        await().untilAsserted(() -> assertThat(bastion.sessions()).isZero());
    }

    @Test
    void aHostThatStaysSilentBehindTheJumpHostTimesOut() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HostEndpoint mute =
                    new HostEndpoint("h", "127.0.0.1", silent.getLocalPort(), "kloigos", "qemu:///system", null, true);
            long start = System.nanoTime();
            Contact.Failed failed = failed(through(bastion.jump(), mute), SHORT);
            assertThat(failed.obstacle()).isEqualTo(Obstacle.TIMEOUT);
            assertThat(failed.detail()).contains("behind the jump host");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.multipliedBy(2));
            await().untilAsserted(() -> assertThat(bastion.sessions()).isZero());
        }
    }

    @Test
    void aJumpHostThatHangsUpTakesTheSessionWithItAndTheNextCallMakesBothAgain() {
        hypervisors.contact(behindBastion(), DEADLINE);
        bastion.cutConnections();
        await().untilAsserted(() -> assertThat(host.sessions()).isZero());
        assertThat(hypervisors.at(behindBastion()).facts().hostname()).isEqualTo("kvm1");
        assertThat(bastion.sessions()).isEqualTo(1);
    }

    @Test
    void aHostThatHangsUpClosesTheSessionWithTheJumpHost() {
        hypervisors.contact(behindBastion(), DEADLINE);
        host.cutConnections();
        await().untilAsserted(() -> assertThat(bastion.sessions()).isZero());
    }
}
