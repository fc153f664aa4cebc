package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.Contact;
import io.kloigos.ssh.transport.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real OpenSSH agent logs us in, without a key file in sight. */
class AgentLabIT {
    private final Lab lab = Lab.running();

    @TempDir
    private Path folder;

    private Contact contact(Path socket) {
        try (SshHypervisors hypervisors =
                new SshHypervisors(SshConfig.defaults(), new Credentials(null, socket, folder))) {
            return hypervisors.contact(lab.endpoint(0), Duration.ofSeconds(10));
        }
    }

    @Test
    void theAgentsKeyOpensTheDoorAndAnEmptyAgentDoesNot() throws IOException {
        Path socket = folder.resolve("agent");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Awaitility.await().until(() -> socket.toFile().exists());
            assertThat(contact(socket))
                    .isInstanceOfSatisfying(
                            Contact.Failed.class,
                            failed -> assertThat(failed.obstacle()).isEqualTo(Contact.Obstacle.AUTHENTICATION));
            Lab.run("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", lab.key().toString());
            assertThat(contact(socket)).isInstanceOf(Contact.Reached.class);
        } finally {
            agent.destroy();
        }
    }
}
