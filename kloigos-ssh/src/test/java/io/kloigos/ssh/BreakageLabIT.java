package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.Hypervisor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real sshd and libvirtd, broken under our hands. */
@Timeout(120)
class BreakageLabIT {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Lab lab = Lab.running();
    private final SshHypervisors hypervisors = new SshHypervisors(lab.config());
    private final Hypervisor host = hypervisors.at(lab.endpoint(1));
    private final UUID nobody = UUID.randomUUID();

    @AfterEach
    void close() {
        hypervisors.close();
    }

    @Test
    void aRestartOfLibvirtdUnderTheWarmShellIsSurvived() {
        assertThat(host.state(nobody)).isEmpty();
        for (int i = 0; i < 3; i++) {
            lab.root(1, "lab-service restart libvirtd");
            await().ignoreExceptions().until(() -> host.state(nobody).isEmpty());
            assertThat(host.look().networks()).isNotEmpty();
        }
    }

    @Test
    void withoutLibvirtdNothingIsKnownAndContactSaysWhy() {
        assertThat(host.state(nobody)).isEmpty();
        lab.root(1, "lab-service stop libvirtd");
        try {
            assertThatThrownBy(() -> host.state(nobody))
                    .isInstanceOfSatisfying(
                            KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE));
            assertThat(hypervisors.contact(lab.endpoint(1), DEADLINE))
                    .isInstanceOfSatisfying(
                            Contact.Failed.class,
                            failed -> assertThat(failed.obstacle()).isEqualTo(Contact.Obstacle.NO_LIBVIRT));
        } finally {
            lab.root(1, "lab-service start libvirtd");
        }
        await().ignoreExceptions().until(() -> host.state(nobody).isEmpty());
    }

    @Test
    void aKilledSshSessionIsMadeAgain() {
        assertThat(host.state(nobody)).isEmpty();
        String killed = lab.root(
                1,
                "for p in $(ps -e -o pid=,args= | awk '/[s]shd: " + lab.user()
                        + "/ {print $1}'); do kill -9 $p || true; echo $p;" + " done");
        assertThat(killed).isNotBlank();
        assertThat(host.state(nobody)).isEmpty();
    }

    @Test
    void aKilledVirshIsReplaced() {
        assertThat(host.state(nobody)).isEmpty();
        String killed = lab.root(
                1,
                "for p in $(ps -e -o pid=,comm= | awk '$2 == \"virsh\" {print $1}'); do kill -9 $p || true; echo $p; done");
        assertThat(killed).isNotBlank();
        assertThat(host.state(nobody)).isEmpty();
    }

    @Test
    void aFrozenVirshDoesNotHoldUpSixtyFourQuestions() {
        SshConfig config = lab.config().withDeadlines(Duration.ofSeconds(8));
        ExecutorService callers = Executors.newFixedThreadPool(65);
        try (SshHypervisors quick = new SshHypervisors(config)) {
            Hypervisor frozen = quick.at(lab.endpoint(1));
            assertThat(frozen.state(nobody)).isEmpty();
            lab.root(1, "for p in $(ps -e -o pid=,comm= | awk '$2 == \"virsh\" {print $1}'); do kill -STOP $p; done");
            CompletableFuture<?> hung = CompletableFuture.runAsync(
                    () -> assertThatThrownBy(() -> frozen.state(nobody)).isInstanceOf(KloigosException.class), callers);
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            List<CompletableFuture<Optional<?>>> others = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                others.add(CompletableFuture.supplyAsync(() -> frozen.state(nobody), callers));
            }
            others.forEach(other -> assertThat(other.join()).isEmpty());
            assertThat(hung).isNotDone();
            hung.join();
        } finally {
            callers.shutdownNow();
            lab.root(1, "for p in $(ps -e -o pid=,comm= | awk '$2 == \"virsh\" {print $1}'); do kill -CONT $p; done");
        }
    }

    @Test
    void aWrongPinnedKeyIsRefusedByARealHost() {
        HostEndpoint one = lab.endpoint(1);
        HostEndpoint withOtherKey = new HostEndpoint(
                one.hostId(),
                one.address(),
                one.port(),
                one.user(),
                one.libvirtUri(),
                lab.endpoint(0).hostKey(),
                false);
        assertThat(hypervisors.contact(withOtherKey, DEADLINE))
                .isInstanceOfSatisfying(
                        Contact.Failed.class,
                        failed -> assertThat(failed.obstacle()).isEqualTo(Contact.Obstacle.KEY_CHANGED));
    }

    @Test
    void nothingIsLeftInTheHomeFolder() {
        assertThat(host.look()).isNotNull();
        hypervisors.forget(lab.endpoint(1).hostId());
        await().untilAsserted(() -> assertThat(lab.root(1, "ps -e -o comm= | grep -c '^virsh$' || true"))
                .isEqualToIgnoringNewLines("0"));
        assertThat(lab.ssh(1, "ls -A ~/.cache 2>/dev/null | grep -c libvirt || true"))
                .isEqualToIgnoringNewLines("0");
    }
}
