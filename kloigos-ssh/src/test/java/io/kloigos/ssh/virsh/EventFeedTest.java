package io.kloigos.ssh.virsh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.HeardChanges;
import io.kloigos.core.hypervisor.HostListener;
import io.kloigos.core.hypervisor.Subscription;
import io.kloigos.ssh.ScriptedHost;
import io.kloigos.ssh.SshConfig;
import io.kloigos.ssh.transport.ConnectFailure;
import io.kloigos.ssh.transport.Credentials;
import io.kloigos.ssh.transport.Deadline;
import io.kloigos.ssh.transport.HostConnection;
import io.kloigos.ssh.transport.SshTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The feed of a host that says what no real one can be made to say. */
@Timeout(60)
class EventFeedTest {
    private static final String READY = "listening: event\nlistening: net-event\nlistening: pool-event\n";
    private static final String END = "END";

    private final BlockingQueue<byte[]> says = new LinkedBlockingQueue<>();
    private final ScriptedHost host = ScriptedHost.start(this::speak);
    private final HeardChanges heard = new HeardChanges();
    private SshTransport transport;
    private HostConnection connection;
    private Virsh virsh;

    @BeforeEach
    void connect(@TempDir Path folder) throws ConnectFailure {
        SshConfig config = SshConfig.defaults().withDeadlines(Duration.ofSeconds(2));
        transport = new SshTransport(config, new Credentials(host.keyFile(folder, null), null, folder));
        connection = new HostConnection(transport, host.endpoint(), config);
        // the first login of a JVM takes long; the deadlines here are for what comes after it
        connection.connect(Deadline.in(Duration.ofSeconds(20)));
        virsh = new Virsh(connection, new Random(7));
    }

    @AfterEach
    void disconnect() throws IOException {
        virsh.close();
        connection.close();
        transport.close();
        host.close();
    }

    /** Writes what the test says, each in a packet of its own, until it says that it ends. */
    private int speak(String command, InputStream in, OutputStream out, OutputStream err) throws IOException {
        try {
            for (byte[] next = says.take(); !END.equals(text(next)); next = says.take()) {
                out.write(next);
                out.flush();
            }
            err.write("error: it broke\n".getBytes(StandardCharsets.UTF_8));
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 2;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void say(String text) {
        says.add(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String started(String name) {
        return "2026-11-23 20:03:37.261+0000: event 'lifecycle' for domain '" + name + "': Started Booted\n";
    }

    @Test
    void linesMayBeCutAnywhere() {
        say(READY);
        Subscription subscription = virsh.listen(heard);
        for (byte b : (started("漢🐧") + started("b")).getBytes(StandardCharsets.UTF_8)) {
            says.add(new byte[] {b});
        }
        await().until(() -> heard.domains().size() == 2);
        assertThat(heard.domains()).containsExactly("漢🐧", "b");
        subscription.close();
    }

    @Test
    void aBurstIsHeardInOrder() {
        say(READY);
        virsh.listen(heard);
        StringBuilder burst = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            burst.append(started("n" + i));
        }
        say(burst.toString());
        await().until(() -> heard.domains().size() == 5_000);
        assertThat(heard.domains()).startsWith("n0", "n1", "n2").endsWith("n4998", "n4999");
    }

    @Test
    void aHugeLineIsAChangeOfTheHostAndWhatFollowsIsHeard() {
        say(READY);
        virsh.listen(heard);
        for (int i = 0; i < 64; i++) {
            say("x".repeat(1 << 20));
        }
        say("\n" + started("after"));
        await().until(() -> heard.domains().contains("after"));
        assertThat(heard.hostChanges()).isOne();
    }

    @Test
    void garbageIsAChangeOfTheHost() {
        say(READY);
        virsh.listen(heard);
        byte[] noise = new byte[10_000];
        new Random(3).nextBytes(noise);
        says.add(noise);
        say("\n" + started("after"));
        await().until(() -> heard.domains().contains("after"));
        assertThat(heard.hostChanges()).isPositive();
        assertThat(heard.losses()).isEmpty();
    }

    @Test
    void whatIsSaidBeforeAllListenIsNotPassedOn() {
        say("listening: event\n" + started("early") + "listening: net-event\nlistening: pool-event\n"
                + started("late"));
        virsh.listen(heard);
        await().until(() -> heard.domains().contains("late"));
        assertThat(heard.domains()).containsExactly("late");
    }

    @Test
    void aFeedThatIsNeverReadyFailsAndIsClosed() {
        say("listening: event\nlistening: net-event\n");
        assertThatThrownBy(() -> virsh.listen(heard))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE))
                .hasMessageContaining("within 2 s");
        await().until(() -> host.running() == 0);
        assertThat(heard.losses()).isEmpty();
    }

    @Test
    void aFeedThatEndsBeforeItIsReadySaysWhy() {
        say("listening: event\n");
        say(END);
        assertThatThrownBy(() -> virsh.listen(heard)).hasMessageContaining("it broke");
        assertThat(heard.losses()).isEmpty();
    }

    @Test
    void anEndIsToldOnceWithItsReason() {
        say(READY);
        Subscription subscription = virsh.listen(heard);
        say(END);
        await().until(() -> !heard.losses().isEmpty());
        subscription.close();
        connection.close();
        assertThat(heard.losses()).hasSize(1);
        assertThat(heard.losses().get(0)).hasMessageContaining("it broke");
        assertThat(heard.losses().get(0).code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
    }

    @Test
    void aCutConnectionIsToldOnce() {
        say(READY);
        virsh.listen(heard);
        host.cutConnections();
        await().until(() -> heard.losses().size() == 1);
    }

    @Test
    void nothingIsToldAfterClose() {
        say(READY);
        Subscription subscription = virsh.listen(heard);
        subscription.close();
        subscription.close();
        say(started("late"));
        await().until(() -> host.running() == 0);
        host.cutConnections();
        assertThat(heard.losses()).isEmpty();
        assertThat(heard.domains()).isEmpty();
    }

    @Test
    void aListenerThatFailsHearsNoMoreButTheConnectionLives() {
        say(READY);
        HeardChanges losses = new HeardChanges();
        virsh.listen(new HostListener() {
            @Override
            public void domainChanged(String name) {
                throw new IllegalStateException("a listener's own fault");
            }

            @Override
            public void hostChanged() {}

            @Override
            public void lost(KloigosException reason) {
                losses.lost(reason);
            }
        });
        say(started("x"));
        await().until(() -> losses.losses().size() == 1 && host.running() == 0);
        assertThat(host.commands()).hasSize(1);
        say(READY);
        virsh.listen(heard);
        say(started("y"));
        await().until(() -> heard.domains().contains("y"));
    }

    @Test
    void placesAreGivenBack() {
        for (int i = 0; i < 10; i++) {
            say(READY);
            virsh.listen(heard).close();
            await().until(() -> host.running() == 0);
        }
        assertThat(heard.losses()).isEmpty();
    }
}
