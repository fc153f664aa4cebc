package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.Contact.Obstacle;
import io.kloigos.ssh.transport.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.sshd.certificate.OpenSshCertificateBuilder;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSH certificates next to a key file: what they open, and what is said of those that open nothing. */
@Timeout(30)
class CertificateTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final KeyPair authority = ScriptedHost.generate("EC", 256);
    private final KeyPair ourKey = ScriptedHost.generate("EC", 256);
    private final ScriptedHost host = ScriptedHost.start(PlayedHost.healthy());
    private final Instant now = Instant.now();

    @TempDir
    private Path folder;

    private Path keyFile;

    @BeforeEach
    void trustAuthority() {
        keyFile = ScriptedHost.write(ourKey, folder.resolve("id_ecdsa"), null);
        host.trust(authority.getPublic());
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
    }

    private OpenSshCertificateBuilder certificate() {
        return OpenSshCertificateBuilder.userCertificate()
                .publicKey(ourKey.getPublic())
                .id("test")
                .principals(List.of("kloigos"))
                .validAfter(now.minusSeconds(3600))
                .validBefore(now.plusSeconds(3600));
    }

    private void besideTheKey(OpenSshCertificateBuilder certificate) throws Exception {
        Files.writeString(
                folder.resolve("id_ecdsa-cert.pub"),
                PublicKeyEntry.toString(certificate.sign(authority, "ecdsa-sha2-nistp256")) + " test\n");
    }

    private Contact contact(Credentials credentials) {
        try (SshHypervisors hypervisors = new SshHypervisors(SshConfig.defaults(), credentials)) {
            return hypervisors.contact(host.endpoint(), DEADLINE);
        }
    }

    private Contact withKeyFile() {
        return contact(new Credentials(keyFile, null, folder));
    }

    private Contact.Failed refused() {
        Contact contact = withKeyFile();
        assertThat(contact).isInstanceOf(Contact.Failed.class);
        Contact.Failed failed = (Contact.Failed) contact;
        assertThat(failed.obstacle()).isEqualTo(Obstacle.AUTHENTICATION);
        return failed;
    }

    @Test
    void aCertificateNextToTheKeyFileOpensTheDoorThatTheKeyAloneDoesNot() throws Exception {
        refused();
        besideTheKey(certificate());
        assertThat(withKeyFile()).isInstanceOf(Contact.Reached.class);
    }

    @Test
    void aCertificateNextToAUsualFileDoesToo() throws Exception {
        besideTheKey(certificate());
        assertThat(contact(new Credentials(null, null, folder))).isInstanceOf(Contact.Reached.class);
    }

    @Test
    void anExpiredCertificateIsSaidToBeExpiredAndSinceWhen() throws Exception {
        besideTheKey(
                certificate().validBefore(Instant.parse("2020-02-29T12:00:00Z")).validAfter(Instant.EPOCH));
        assertThat(refused().detail())
                .contains(
                        "The certificate " + folder.resolve("id_ecdsa-cert.pub") + " expired on 2020-02-29T12:00:00Z");
    }

    @Test
    void anExpiredCertificateDoesNotStandInTheWayOfItsKey() throws Exception {
        besideTheKey(certificate().validBefore(now.minusSeconds(1)));
        host.letIn(ourKey.getPublic());
        assertThat(withKeyFile()).isInstanceOf(Contact.Reached.class);
    }

    @Test
    void aCertificateThatIsNotValidYetSaysFromWhen() throws Exception {
        besideTheKey(certificate()
                .validAfter(Instant.parse("2999-01-01T00:00:00Z"))
                .validBefore(Instant.parse("2999-02-01T00:00:00Z")));
        assertThat(refused().detail()).contains("is not valid before 2999-01-01T00:00:00Z");
    }

    @Test
    void aCertificateForSomebodyElseSaysForWhom() throws Exception {
        besideTheKey(certificate().principals(List.of("ann", "bob")));
        assertThat(refused().detail()).contains("is for 'ann', 'bob', not for 'kloigos'");
    }

    @Test
    void theCertificateOfAnotherKeyIsNotOffered() throws Exception {
        besideTheKey(certificate().publicKey(ScriptedHost.generate("EC", 256).getPublic()));
        assertThat(refused().detail()).doesNotContain("certificate");
    }
}
