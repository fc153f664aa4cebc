package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.HeardChanges;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.hypervisor.Subscription;
import io.kloigos.ssh.transport.Deadline;
import io.kloigos.ssh.transport.HostConnection;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.sshd.client.channel.ChannelExec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real host tells of by itself, and what it leaves running. */
@Timeout(120)
class EventsLabIT {
    private static final String OWNER = "events";

    private final Lab lab = Lab.running();
    private final SshHypervisors hypervisors = new SshHypervisors(lab.config());
    private final Hypervisor host = hypervisors.at(lab.endpoint(1));
    private final Virsh virsh = new Virsh(hypervisors.connection(lab.endpoint(1)), new SecureRandom());
    private final HeardChanges heard = new HeardChanges();
    private final UUID vmId = UUID.randomUUID();

    @AfterEach
    void close() {
        try {
            Hypervisor now = hypervisors.at(lab.endpoint(1));
            now.powerOff(vmId, OWNER);
            now.undefine(vmId, OWNER);
        } finally {
            virsh.close();
            hypervisors.close();
        }
    }

    private void define(String name) {
        host.define(new DomainSpec(vmId, name, 1, 64, List.of(), List.of(), new Stamp(OWNER, 1)));
    }

    private void describe(String text) {
        virsh.require(virsh.change(VirshCommand.of("desc", "--domain", vmId.toString(), "--config", text)));
    }

    @Test
    void whatHappensRightAfterListeningBeganIsHeard() {
        define("listen-at-once");
        describe("warm");
        for (int i = 0; i < 20; i++) {
            Subscription subscription = host.listen(heard);
            heard.forget();
            describe("change " + i);
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> heard.domains().contains("listen-at-once"));
            subscription.close();
        }
        assertThat(heard.losses()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "a': Started Booted",
                "'",
                "b: c",
                "x' disk y: z",
                "': ': ': ",
                "漢🐧 é",
                "event 'lifecycle' for domain 'other': Stopped Destroyed",
                "listening: event",
                "  two  blanks  ",
                "12345",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
            })
    void whateverADomainIsCalledItsChangeIsHeardAndItIsSeen(String name) {
        try (Subscription subscription = host.listen(heard)) {
            define(name);
            await().until(() -> heard.domains().contains(name) || heard.hostChanges() > 0);
            assertThat(heard.hostChanges()).isZero();
            assertThat(host.see(List.of(name)).domains())
                    .containsExactly(host.domain(vmId).orElseThrow());
            assertThat(host.see(heard.domains()).domains())
                    .contains(host.domain(vmId).orElseThrow());
        }
    }

    @Test
    void networksAndPoolsThatChangeAreHeard() {
        try (Subscription subscription = host.listen(heard)) {
            String q = "virsh -q -c qemu:///system ";
            lab.ssh(1, "echo '<network><name>ev</name></network>' | " + q + "net-define /dev/stdin");
            await().until(() -> heard.hostChanges() == 1);
            lab.ssh(1, q + "net-undefine ev; " + q + "pool-define-as ev dir --target /tmp/ev; ");
            await().until(() -> heard.hostChanges() == 3);
            lab.ssh(1, q + "pool-undefine ev");
            await().until(() -> heard.hostChanges() == 4);
            assertThat(heard.domains()).isEmpty();
        }
    }

    /** Our processes on the host: what virsh and sh our user runs. */
    private List<String> ours() {
        String all = lab.root(1, "ps -e -o user=,pid=,args= | grep '^" + lab.user() + "' | grep -v 'sshd:' || true");
        return Arrays.stream(all.split("\n"))
                .filter(line -> line.contains("event"))
                .toList();
    }

    @Test
    void nothingRunsOnTheHostAfterASubscriptionWasClosed() {
        Subscription subscription = host.listen(heard);
        assertThat(ours()).isNotEmpty();
        subscription.close();
        subscription.close();
        await().untilAsserted(() -> assertThat(ours()).isEmpty());
        assertThat(host.state(vmId)).isEmpty();
        assertThat(heard.losses()).isEmpty();
    }

    @Test
    void nothingRunsOnTheHostAfterTheConnectionWasClosed() {
        host.listen(heard);
        hypervisors.forget(lab.endpoint(1).hostId());
        await().untilAsserted(() -> assertThat(ours()).isEmpty());
    }

    @Test
    void nothingRunsOnTheHostAfterTheConnectionWasCut() {
        host.listen(heard);
        lab.root(
                1,
                "for p in $(ps -e -o pid=,args= | awk '/[s]shd: " + lab.user() + "/ {print $1}'); do"
                        + " kill -9 $p || true; done");
        await().until(() -> heard.losses().size() == 1);
        await().untilAsserted(() -> assertThat(ours()).isEmpty());
        assertThat(heard.losses().get(0).code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$3 == \"virsh\" && / event --all/",
                "$3 == \"virsh\" && /net-event/",
                "$3 == \"virsh\" && /pool-event/",
                "$3 == \"sh\" && $1 == $2 && /net-event/",
            })
    void aProcessThatDiesEndsTheFeed(String which) {
        host.listen(heard);
        assertThat(lab.root(
                        1,
                        "for p in $(ps -e -o pid=,pgid=,comm=,args= | awk '" + which
                                + " {print $1}'); do kill -9 $p; echo $p; done"))
                .containsOnlyOnce("\n");
        await().until(() -> heard.losses().size() == 1);
        await().untilAsserted(() -> assertThat(ours()).isEmpty());
        try (Subscription again = host.listen(heard)) {
            assertThat(ours()).isNotEmpty();
        }
    }

    @Test
    void aStoppedLibvirtdEndsTheFeedAtOnceAndListeningFailsUntilItIsBack() {
        host.listen(heard);
        lab.root(1, "lab-service stop libvirtd");
        try {
            await().atMost(Duration.ofSeconds(2)).until(() -> heard.losses().size() == 1);
            assertThatThrownBy(() -> host.listen(heard)).hasMessageContaining("Failed to connect socket");
        } finally {
            lab.root(1, "lab-service start libvirtd");
        }
        await().ignoreExceptions().untilAsserted(() -> host.listen(heard).close());
        assertThat(heard.losses()).hasSize(1);
    }

    @Test
    void uploadsDoNotTakeThePlaceOfAFeed() {
        HostConnection connection = hypervisors.connection(lab.endpoint(1));
        List<ChannelExec> uploads = new ArrayList<>();
        for (int i = 0; i < lab.config().channelsPerHost(); i++) {
            uploads.add(connection.exec(
                    "exec cat",
                    OutputStream.nullOutputStream(),
                    OutputStream.nullOutputStream(),
                    Deadline.in(Duration.ofSeconds(5))));
        }
        host.listen(heard).close();
        uploads.forEach(upload -> upload.close(false));
    }
}
