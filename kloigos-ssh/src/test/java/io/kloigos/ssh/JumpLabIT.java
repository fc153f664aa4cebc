package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.JumpHost;
import io.kloigos.ssh.transport.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real host behind another one, by registration and by ~/.ssh/config. */
@Timeout(120)
class JumpLabIT {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Lab lab = Lab.running();
    private final Lab.Host first = lab.hosts().get(0);
    private final Lab.Host second = lab.hosts().get(1);

    @TempDir
    private Path folder;

    private HostEndpoint secondThrough(String jumpKey) {
        return new HostEndpoint(
                second.name(),
                second.name(),
                second.port(),
                lab.user(),
                "qemu:///system",
                second.hostKey(),
                false,
                new JumpHost(first.address(), first.port(), lab.user(), jumpKey));
    }

    /** From where the second host sees its SSH connections come. */
    private String callers() {
        return lab.root(1, "ss -Htn state established sport = :" + second.port() + " | awk '{print $4}'");
    }

    /** The name {@code kvm2} is one that only the first host can resolve. */
    @Test
    void theSecondHostIsReachedThroughTheFirstByANameThatOnlyThatOneKnows() {
        try (SshHypervisors hypervisors = new SshHypervisors(lab.config())) {
            HostEndpoint endpoint = secondThrough(first.hostKey());
            assertThat(hypervisors.contact(endpoint, DEADLINE)).isInstanceOf(Contact.Reached.class);
            assertThat(callers()).contains(first.address() + ":").doesNotContain(".1:");
            assertThat(hypervisors.at(endpoint).look().networks()).isNotEmpty();
        }
    }

    @Test
    void aJumpHostThatShowsAnotherKeyIsNotGoneThrough() {
        try (SshHypervisors hypervisors = new SshHypervisors(lab.config())) {
            assertThat(hypervisors.contact(secondThrough(second.hostKey()), DEADLINE))
                    .isInstanceOfSatisfying(Contact.Failed.class, failed -> {
                        assertThat(failed.obstacle()).isEqualTo(Contact.Obstacle.KEY_CHANGED);
                        assertThat(failed.detail()).contains("jump host " + first.address());
                    });
        }
    }

    @Test
    void nobodyListensBehindTheJumpHost() {
        HostEndpoint there = secondThrough(first.hostKey());
        HostEndpoint closed =
                new HostEndpoint("h", there.address(), 1, there.user(), there.libvirtUri(), null, true, there.jump());
        HostEndpoint unknown =
                new HostEndpoint("h", "no-such-host", 22, there.user(), there.libvirtUri(), null, true, there.jump());
        try (SshHypervisors hypervisors = new SshHypervisors(lab.config())) {
            assertThat(hypervisors.contact(closed, DEADLINE))
                    .isInstanceOfSatisfying(
                            Contact.Failed.class,
                            failed -> assertThat(failed.obstacle()).isEqualTo(Contact.Obstacle.REFUSED));
            assertThat(hypervisors.contact(unknown, DEADLINE))
                    .isInstanceOfSatisfying(
                            Contact.Failed.class,
                            failed -> assertThat(failed.obstacle()).isEqualTo(Contact.Obstacle.NAME_UNKNOWN));
        }
    }

    @Test
    void anAliasWithAProxyJumpAndOpenSshsOwnHashedKnownHostsIsFollowed() throws IOException {
        Path known = Files.writeString(folder.resolve("known_hosts"), first.address() + " " + first.hostKey() + "\n");
        Lab.run("ssh-keygen", "-H", "-f", known.toString());
        assertThat(Files.readString(known)).startsWith("|1|");
        Path config = Files.writeString(
                folder.resolve("config"),
                "Host hidden\n HostName " + second.name() + "\n ProxyJump " + lab.user() + "@" + first.address()
                        + "\nHost *\n IdentityFile " + lab.key() + "\n User " + lab.user() + "\n");
        HostEndpoint alias =
                new HostEndpoint(second.name(), "hidden", 22, lab.user(), "qemu:///system", second.hostKey(), false);
        try (SshHypervisors hypervisors =
                new SshHypervisors(SshConfig.defaults().withSshConfig(config), new Credentials(null, null, folder))) {
            assertThat(hypervisors.contact(alias, DEADLINE)).isInstanceOf(Contact.Reached.class);
            assertThat(callers()).contains(first.address() + ":");
        }
    }
}
