package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.Contact;
import io.kloigos.ssh.transport.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that ssh-keygen signed, shown to a real sshd whose user trusts the authority. */
@Timeout(120)
class CertificateLabIT {
    private final Lab lab = Lab.running();
    private final String trusted = "/home/" + lab.user() + "/.ssh/authorized_keys";

    @TempDir
    private Path folder;

    private Path key;

    @BeforeEach
    void trustAnAuthority() throws IOException {
        key = keygen("id_ed25519", "ed25519");
        Path authority = keygen("ca", "ed25519");
        String line = "cert-authority "
                + Files.readString(Path.of(authority + ".pub")).strip();
        lab.root(0, "cp -p " + trusted + " " + trusted + ".kept && echo '" + line + "' >> " + trusted);
    }

    @AfterEach
    void trustItNoMore() {
        lab.root(0, "mv " + trusted + ".kept " + trusted);
    }

    private Path keygen(String name, String type) {
        Path file = folder.resolve(name);
        Lab.run("ssh-keygen", "-q", "-t", type, "-N", "", "-f", file.toString());
        return file;
    }

    private void sign(String principal, String validity) {
        String authority = folder.resolve("ca").toString();
        Lab.run("ssh-keygen", "-q", "-s", authority, "-I", "test", "-n", principal, "-V", validity, key + ".pub");
    }

    private Contact contact(@Nullable Path keyFile, @Nullable Path agent) {
        Credentials credentials = new Credentials(keyFile, agent, folder.resolve("nothing"));
        try (SshHypervisors hypervisors = new SshHypervisors(SshConfig.defaults(), credentials)) {
            return hypervisors.contact(lab.endpoint(0), Duration.ofSeconds(10));
        }
    }

    private Contact.Failed refused() {
        Contact contact = contact(key, null);
        assertThat(contact).isInstanceOf(Contact.Failed.class);
        assertThat(((Contact.Failed) contact).obstacle()).isEqualTo(Contact.Obstacle.AUTHENTICATION);
        return (Contact.Failed) contact;
    }

    @Test
    void aSignedKeyOpensTheDoorAndAnExpiredOrForeignCertificateSaysWhyNot() {
        refused();
        sign(lab.user(), "+1h");
        assertThat(contact(key, null)).isInstanceOf(Contact.Reached.class);
        sign(lab.user(), "20200101Z:20200102Z");
        assertThat(refused().detail()).contains("expired on 2020-01-02T00:00:00Z");
        sign("somebody", "+1h");
        assertThat(refused().detail()).contains("is for 'somebody', not for '" + lab.user() + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void aCertificateThatTheAgentHoldsOpensTheDoor(String type) throws IOException {
        key = keygen("agents_key", type);
        sign(lab.user(), "+1h");
        Path socket = folder.resolve("agent");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Awaitility.await().until(() -> socket.toFile().exists());
            Lab.run("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", key.toString());
            assertThat(contact(null, socket)).isInstanceOf(Contact.Reached.class);
        } finally {
            agent.destroy();
        }
    }
}
