package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.Contact.Obstacle;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.ssh.transport.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The user's SSH config, where it is honoured: aliases, keys, a jump host, and what is refused. */
@Timeout(30)
class UserSshConfigTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final ScriptedHost host = ScriptedHost.start(PlayedHost.healthy());
    private final ScriptedHost bastion = ScriptedHost.start((command, in, out, err) -> 1);

    @TempDir
    private Path folder;

    private Path key;

    @BeforeEach
    void letInAtBoth() {
        key = ScriptedHost.write(host.userKey(), folder.resolve("work_key"), null);
        bastion.letIn(host.userKey().getPublic());
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
        bastion.close();
    }

    /** A host that was registered as {@code alias}, with the default port and no user. */
    private HostEndpoint alias() {
        return new HostEndpoint(
                "h", "alias", 22, System.getProperty("user.name"), "qemu:///system", host.hostKey(0), false);
    }

    private Contact contact(HostEndpoint endpoint, String config) throws IOException {
        Path file = Files.writeString(folder.resolve("config"), config);
        SshConfig ours = SshConfig.defaults().withSshConfig(file);
        try (SshHypervisors hypervisors = new SshHypervisors(ours, new Credentials(null, null, folder))) {
            return hypervisors.contact(endpoint, DEADLINE);
        }
    }

    private ObjectAssert<Contact.Failed> assertFailed(String config) throws IOException {
        return assertThat(contact(alias(), config)).asInstanceOf(type(Contact.Failed.class));
    }

    private String target() {
        return "Host alias\n HostName 127.0.0.1\n Port " + host.port() + "\n User kloigos\n IdentityFile " + key + "\n";
    }

    private String jump() {
        return "Host gate\n HostName 127.0.0.1\n Port=" + bastion.port() + "\n User \"kloigos\"\n IdentityFile " + key
                + "\n";
    }

    @Test
    void anAliasTakesItsPlaceUserAndKeyFromTheConfig() throws IOException {
        assertThat(contact(alias(), target())).isInstanceOf(Contact.Reached.class);
        assertThat(contact(alias(), "Match originalhost alias\n" + target().substring("Host alias\n".length())))
                .isInstanceOf(Contact.Reached.class);
    }

    @Test
    void withoutTheConfigAnAliasIsANameLikeAnyOther() {
        try (SshHypervisors hypervisors =
                new SshHypervisors(SshConfig.defaults(), new Credentials(key, null, folder))) {
            assertThat(hypervisors.contact(alias(), DEADLINE))
                    .isInstanceOfSatisfying(
                            Contact.Failed.class,
                            failed -> assertThat(failed.obstacle()).isEqualTo(Obstacle.NAME_UNKNOWN));
        }
    }

    @Test
    void theFirstValueCountsAndWhatIsIncludedComesInItsPlace() throws IOException {
        Files.writeString(folder.resolve("more.conf"), target());
        String config = "Include more*.conf\nHost !other *\n HostName no-such-host.invalid\n User nobody # no\n";
        assertThat(contact(alias(), config)).isInstanceOf(Contact.Reached.class);
    }

    @Test
    void portAndUserOfTheRegistrationCountBeforeTheConfigs() throws IOException {
        HostEndpoint explicit =
                new HostEndpoint("h", "alias", host.port(), "kloigos", "qemu:///system", host.hostKey(0), false);
        String config = "Host alias\n HostName 127.0.0.1\n Port 1\n User nobody\n IdentityFile %d/none\n IdentityFile "
                + key + "\n";
        assertThat(contact(explicit, config)).isInstanceOf(Contact.Reached.class);
    }

    @Test
    void onlyTheKeysThatTheConfigNamesAreTried() throws IOException {
        ScriptedHost.write(host.userKey(), folder.resolve("id_ecdsa"), null);
        Path stranger = ScriptedHost.write(ScriptedHost.generate("EC", 256), folder.resolve("stranger"), null);
        assertFailed(target().replace(key.toString(), stranger.toString()))
                .returns(Obstacle.AUTHENTICATION, Contact.Failed::obstacle)
                .extracting(Contact.Failed::detail)
                .asString()
                .contains(stranger.toString());
    }

    @Test
    void knownHostsNeverReplacesThePinnedKeyOfAHost() throws IOException {
        String known = "[127.0.0.1]:" + host.port() + " " + host.hostKey(0) + "\n";
        Files.writeString(folder.resolve("known_hosts"), known);
        HostEndpoint unpinned =
                new HostEndpoint("h", "alias", 22, System.getProperty("user.name"), "qemu:///system", null, false);
        assertThat(contact(unpinned, target()))
                .isInstanceOfSatisfying(
                        Contact.Failed.class,
                        failed -> assertThat(failed.obstacle()).isEqualTo(Obstacle.KEY_NOT_ACCEPTED));
    }

    @Test
    void aProxyJumpIsGoneThroughWhenItsKeyIsKnown() throws IOException {
        String known = "rubbish\n[127.0.0.1]:" + bastion.port() + " " + bastion.hostKey(0) + " comment\n";
        Files.writeString(folder.resolve("known_hosts"), known);
        assertThat(contact(alias(), target() + " ProxyJump gate\n" + jump())).isInstanceOf(Contact.Reached.class);
        assertThat(bastion.everSessions()).isEqualTo(1);
    }

    @Test
    void aHostKeyAliasIsTheNameToLookTheKeyUpUnder() throws IOException {
        Files.writeString(folder.resolve("known_hosts"), "the-gate " + bastion.hostKey(0) + "\n");
        String config = target() + " ProxyJump gate\n" + jump() + " HostKeyAlias the-gate\n";
        assertThat(contact(alias(), config)).isInstanceOf(Contact.Reached.class);
    }

    @Test
    void aHashedEntryInAnotherFileIsFoundToo() throws Exception {
        String line = hashed("[127.0.0.1]:" + bastion.port()) + " " + bastion.hostKey(0) + "\n";
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), line);
        String config = target() + " ProxyJump kloigos@gate:" + bastion.port() + "\n" + jump() + " UserKnownHostsFile "
                + folder.resolve("none") + " " + elsewhere + "\n";
        assertThat(contact(alias(), config)).isInstanceOf(Contact.Reached.class);
    }

    /** As ssh-keygen -H writes it. */
    private static String hashed(String name) throws GeneralSecurityException {
        byte[] salt = new byte[20];
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(salt, "HmacSHA1"));
        Base64.Encoder base64 = Base64.getEncoder();
        byte[] digest = mac.doFinal(name.getBytes(StandardCharsets.US_ASCII));
        return "|1|" + base64.encodeToString(salt) + "|" + base64.encodeToString(digest);
    }

    @Test
    void aJumpHostWhoseKeyIsNotKnownOrRevokedIsRefused() throws IOException {
        String config = target() + " ProxyJump gate\n" + jump();
        assertFailed(config).extracting(Contact.Failed::detail).asString().contains("is not in " + folder);
        String entry = "[127.0.0.1]:" + bastion.port() + " " + bastion.hostKey(0) + "\n";
        Files.writeString(folder.resolve("known_hosts"), entry + "@revoked " + entry);
        assertFailed(config).extracting(Contact.Failed::detail).asString().contains("is not in " + folder);
        assertThat(bastion.everSessions()).isZero();
    }

    @Test
    void whatCannotBeFollowedIsRefusedInsteadOfIgnored() throws IOException {
        assertFailed(target() + " ProxyCommand nc %h %p\n")
                .returns(Obstacle.BROKEN, Contact.Failed::obstacle)
                .extracting(Contact.Failed::detail)
                .asString()
                .contains("ProxyCommand for alias");
        assertFailed(target() + " ProxyJump one,two\n")
                .extracting(Contact.Failed::detail)
                .asString()
                .contains("one hop");
        assertFailed("Host alias\n HostName %k.example\n")
                .extracting(Contact.Failed::detail)
                .asString()
                .contains("uses %k");
        assertFailed("Include config\n")
                .extracting(Contact.Failed::detail)
                .asString()
                .contains("in circles");
    }

    @Test
    void aMatchThatWouldAskAProgramDoesNotApply() throws IOException {
        assertThat(contact(alias(), "Match exec \"true\"\n HostName no-such-host.invalid\n" + target()))
                .isInstanceOf(Contact.Reached.class);
    }

    @Test
    void aConfigThatIsMissingIsSaidToBeMissing() {
        SshConfig ours = SshConfig.defaults().withSshConfig(folder.resolve("missing"));
        try (SshHypervisors hypervisors = new SshHypervisors(ours, new Credentials(key, null, folder))) {
            assertThat(hypervisors.contact(alias(), DEADLINE))
                    .isInstanceOfSatisfying(
                            Contact.Failed.class,
                            failed -> assertThat(failed.detail()).contains("missing cannot be read"));
        }
    }
}
