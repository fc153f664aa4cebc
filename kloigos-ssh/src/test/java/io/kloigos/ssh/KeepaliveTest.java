package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.JumpHost;
import io.kloigos.ssh.transport.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A peer that says nothing more while its connection stays open is noticed. */
@Timeout(30)
class KeepaliveTest {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final ScriptedHost host = ScriptedHost.start(PlayedHost.healthy());
    private final ScriptedHost bastion = ScriptedHost.start((command, in, out, err) -> 1);

    @TempDir
    private Path folder;

    private SshHypervisors hypervisors;

    @BeforeEach
    void start() {
        bastion.letIn(host.userKey().getPublic());
        hypervisors = new SshHypervisors(
                SshConfig.defaults().withKeyFile(host.keyFile(folder, null)).withKeepalive(INTERVAL));
    }

    @AfterEach
    void stop() throws IOException {
        hypervisors.close();
        host.close();
        bastion.close();
    }

    private HostEndpoint endpoint(int port, @Nullable JumpHost jump) {
        return new HostEndpoint("h", "127.0.0.1", port, "kloigos", "qemu:///system", host.hostKey(0), false, jump);
    }

    private ClientSession reach(HostEndpoint endpoint) throws Exception {
        assertThat(hypervisors.contact(endpoint, DEADLINE)).isInstanceOf(Contact.Reached.class);
        return hypervisors.connection(endpoint).session(Deadline.in(DEADLINE));
    }

    private static void assertNoticed(ClientSession session, FreezingRelay wire) {
        wire.freeze();
        Duration forTheTimer = Duration.ofMillis(250);
        await().atMost(INTERVAL.multipliedBy(2).plus(forTheTimer)).until(() -> !session.isOpen());
    }

    @Test
    void aHostThatFallsSilentIsGivenUpWithinTwoIntervals() throws Exception {
        try (FreezingRelay wire = new FreezingRelay(host.port())) {
            ClientSession session = reach(endpoint(wire.port(), null));
            await().during(INTERVAL.multipliedBy(4)).until(session::isOpen);
            assertNoticed(session, wire);
        }
    }

    @Test
    void soIsAJumpHostThatFallsSilent() throws Exception {
        try (FreezingRelay wire = new FreezingRelay(bastion.port())) {
            JumpHost jump = new JumpHost("127.0.0.1", wire.port(), "kloigos", bastion.hostKey(0));
            assertNoticed(reach(endpoint(host.port(), jump)), wire);
        }
    }

    @Test
    void soIsAHostBehindAJumpHostThatIsAlive() throws Exception {
        try (FreezingRelay wire = new FreezingRelay(host.port())) {
            assertNoticed(reach(endpoint(wire.port(), bastion.jump())), wire);
            await().untilAsserted(() -> assertThat(bastion.sessions()).isZero());
        }
    }
}
