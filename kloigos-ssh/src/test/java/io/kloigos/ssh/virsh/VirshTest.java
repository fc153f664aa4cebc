package io.kloigos.ssh.virsh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.ssh.PlayedVirsh;
import io.kloigos.ssh.ScriptedHost;
import io.kloigos.ssh.SshConfig;
import io.kloigos.ssh.transport.Credentials;
import io.kloigos.ssh.transport.HostConnection;
import io.kloigos.ssh.transport.SshTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The warm shell against a virsh that behaves well, oddly, and not at all. */
@Timeout(60)
class VirshTest {
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final ScriptedHost host = ScriptedHost.start(PlayedVirsh.of(VirshTest::answer));
    private SshTransport transport;
    private HostConnection connection;
    private Virsh virsh;

    @BeforeEach
    void connect(@TempDir Path folder) {
        SshConfig config = SshConfig.defaults().withDeadlines(DEADLINE);
        transport = new SshTransport(config, new Credentials(host.keyFile(folder, null), null, folder));
        connection = new HostConnection(transport, host.endpoint(), config);
        virsh = new Virsh(connection, new Random(7));
    }

    @AfterEach
    void disconnect() throws IOException {
        virsh.close();
        connection.close();
        transport.close();
        host.close();
    }

    /** {@code say X} prints X, {@code fail X} fails with it. */
    private static void answer(List<String> words, PlayedVirsh.Output output) throws IOException {
        if (words.get(0).equals("say")) {
            output.print(String.join("|", words.subList(1, words.size())) + "\n");
        } else if (words.get(0).equals("fail")) {
            output.error(words.get(1));
        }
    }

    private VirshReply say(String... words) {
        return virsh.query(VirshCommand.of("say").with(words));
    }

    private static VirshReply said(String text) {
        return new VirshReply(text, "");
    }

    @Test
    void aReplyIsExactlyWhatTheCommandPrinted() {
        assertThat(say("one")).isEqualTo(said("one\n"));
        assertThat(say("two")).isEqualTo(said("two\n"));
        assertThat(host.commands()).hasSize(1);
    }

    @Test
    void anErrorIsOnStderrOnly() {
        VirshReply reply = virsh.query(VirshCommand.of("fail", "Domain not found: no such thing"));
        assertThat(reply).isEqualTo(new VirshReply("", "error: Domain not found: no such thing"));
        assertThat(reply.problem()).isEqualTo(VirshProblem.NO_DOMAIN);
        assertThat(say("next")).isEqualTo(said("next\n"));
    }

    @Test
    void aCommandThatThisVirshDoesNotKnowFailsAndTheNextOneWorks() {
        assertThat(virsh.query(VirshCommand.of("nonsense")).err()).isEqualTo("error: unknown command: 'nonsense'");
        assertThat(say("next")).isEqualTo(said("next\n"));
    }

    @Test
    void aVersionThatEchoesNothingWorksToo() {
        host.play(new PlayedVirsh(false, VirshTest::answer));
        assertThat(say("one")).isEqualTo(said("one\n"));
        assertThat(virsh.query(VirshCommand.of("nonsense")).ok()).isFalse();
        assertThat(say("two")).isEqualTo(said("two\n"));
    }

    @Test
    void hostileWordsArriveAsTheyAre() {
        List<String> hostile = List.of(
                "a b",
                "a;b",
                "'",
                "\"",
                "\\",
                "a'b\"c\\d",
                "--all",
                "#x",
                "$(id)",
                "`id`",
                "&|<>",
                "",
                "%s",
                "~",
                "*",
                "virsh # ",
                "echo x",
                "; destroy --domain y");
        assertThat(say(hostile.toArray(String[]::new))).isEqualTo(said(String.join("|", hostile) + "\n"));
    }

    @Test
    void wordsThatALineCannotCarryGoThroughAProcessOfTheirOwn() {
        List<String> hostile = List.of("new\nline; echo x", "tab\t", "caf\u00e9", "esc\u001b[A", "it's");
        host.play(PlayedVirsh.of(VirshTest::answer));
        say("warm");
        host.play((command, in, out, err) -> {
            out.write(command.getBytes(StandardCharsets.UTF_8));
            return 0;
        });
        String line = virsh.query(VirshCommand.of("say").with(hostile.toArray(String[]::new)))
                .out();
        assertThat(line).endsWith("'say' 'new\nline; echo x' 'tab\t' 'caf\u00e9' 'esc\u001b[A' 'it'\\''s'");
    }

    @Test
    void aNulIsRefused() {
        assertThatThrownBy(() -> VirshCommand.of("say", "a\0b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textThatLooksLikeFramingIsJustText() {
        String frame = "virsh # echo x\nvirsh # error: x\necho --err \n";
        host.play(PlayedVirsh.of((words, output) -> output.print(frame)));
        assertThat(say("x")).isEqualTo(said(frame));
    }

    @Test
    void aReplyMayComeByteByByte() {
        host.play(PlayedVirsh.of((words, output) -> {
            for (byte b : "slow answer\n".getBytes(StandardCharsets.UTF_8)) {
                output.out().write(b);
                output.out().flush();
            }
        }));
        assertThat(say("x")).isEqualTo(said("slow answer\n"));
    }

    @Test
    void fiveMegabytesAreOneReply() {
        String line = "x".repeat(99) + "\n";
        host.play(PlayedVirsh.of((words, output) -> output.print(line.repeat(50_000))));
        assertThat(say("x").out()).hasSize(5_000_000);
        assertThat(say("x").out()).hasSize(5_000_000);
    }

    @Test
    void linesAboutLosingLibvirtdBelongToNoCommand() {
        host.play(PlayedVirsh.of((words, output) -> {
            output.error("Disconnected from qemu:///system due to end of file");
            output.error("Reconnected to the hypervisor");
            answer(words, output);
        }));
        assertThat(say("x")).isEqualTo(said("x\n"));
        assertThat(virsh.query(VirshCommand.of("fail", "bad")).err()).isEqualTo("error: bad");
    }

    @Test
    void aQueryIsAskedAgainWhenLibvirtdWasLostUnderIt() {
        AtomicInteger asked = new AtomicInteger();
        host.play(PlayedVirsh.of((words, output) -> {
            if (asked.getAndIncrement() == 0) {
                output.error("Disconnected from qemu:///system due to end of file");
                output.error("End of file while reading data: Input/output error");
            } else {
                answer(words, output);
            }
        }));
        assertThat(say("x")).isEqualTo(said("x\n"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void manyCommandsAreOneRoundTrip() {
        List<VirshCommand> commands = IntStream.range(0, 1000)
                .mapToObj(i -> i % 3 == 0 ? VirshCommand.of("fail", "e" + i) : VirshCommand.of("say", "s" + i))
                .toList();
        List<VirshReply> expected = IntStream.range(0, 1000)
                .mapToObj(i -> i % 3 == 0 ? new VirshReply("", "error: e" + i) : said("s" + i + "\n"))
                .toList();
        assertThat(virsh.query(commands)).isEqualTo(expected);
    }

    private static void unreachable(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE));
    }

    @Test
    void aShellThatStopsAnsweringIsGivenUpAndReplaced() {
        host.play(PlayedVirsh.of((words, output) -> output.hang()));
        unreachable(() -> say("x"));
        host.play(PlayedVirsh.of(VirshTest::answer));
        assertThat(say("next")).isEqualTo(said("next\n"));
        await().until(() -> host.running() == 1);
    }

    @Test
    void aShellThatDiesMidReplyIsReplacedAndTheQuestionAskedOnceMore() {
        AtomicInteger asked = new AtomicInteger();
        host.play(PlayedVirsh.of((words, output) -> {
            if (asked.getAndIncrement() == 0) {
                output.print("half an ans");
                throw new PlayedVirsh.Death();
            }
            answer(words, output);
        }));
        assertThat(say("x")).isEqualTo(said("x\n"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void aChangeIsNeverSentTwice() {
        List<String> sent = new CopyOnWriteArrayList<>();
        host.play(PlayedVirsh.of((words, output) -> {
            sent.add(words.get(0));
            throw new PlayedVirsh.Death();
        }));
        assertThatThrownBy(() -> virsh.change(VirshCommand.of("destroy", "--domain", "x")))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE))
                .hasMessage("Host 127.0.0.1 lost its virsh shell.");
        assertThat(sent).containsExactly("destroy");
    }

    @Test
    void aQueryThatAlwaysKillsItsShellFails() {
        host.play(PlayedVirsh.of((words, output) -> {
            throw new PlayedVirsh.Death();
        }));
        unreachable(() -> say("x"));
    }

    @Test
    void aLostConnectionIsMadeAgain() {
        assertThat(say("one")).isEqualTo(said("one\n"));
        host.cutConnections();
        assertThat(say("two")).isEqualTo(said("two\n"));
        assertThat(host.commands()).hasSize(2);
    }

    @Test
    void oneHungCommandDoesNotHoldUpTheOthers() {
        host.play(PlayedVirsh.of((words, output) -> {
            if (words.get(1).equals("hang")) {
                output.hang();
            }
            answer(words, output);
        }));
        ExecutorService callers = Executors.newFixedThreadPool(65);
        try {
            CompletableFuture<?> hung = CompletableFuture.runAsync(() -> unreachable(() -> say("hang")), callers);
            await().until(() -> host.running() >= 1);
            List<CompletableFuture<VirshReply>> others = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                String word = "w" + i;
                others.add(CompletableFuture.supplyAsync(() -> say(word), callers));
            }
            for (int i = 0; i < 64; i++) {
                assertThat(others.get(i).join()).isEqualTo(said("w" + i + "\n"));
            }
            assertThat(hung).isNotDone();
            hung.join();
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void hostsThatHangDoNotSlowAnother() throws IOException {
        say("warm");
        ScriptedHost hung = ScriptedHost.start((command, in, out, err) -> {
            new PlayedVirsh.Output(out, err).hang();
            return 0;
        });
        hung.letIn(host.userKey().getPublic());
        ExecutorService callers = Executors.newCachedThreadPool();
        List<HostConnection> connections = new ArrayList<>();
        List<CompletableFuture<?>> questions = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                HostConnection other = new HostConnection(transport, hung.endpoint(), SshConfig.defaults());
                connections.add(other);
                Virsh deaf = new Virsh(other, new Random(i));
                for (int asked = 0; asked < 4; asked++) {
                    questions.add(CompletableFuture.runAsync(
                            () -> unreachable(() -> deaf.query(VirshCommand.of("list"))), callers));
                }
            }
            await().until(() -> hung.running() >= 24);
            for (int i = 0; i < 100; i++) {
                assertThat(say("w" + i)).isEqualTo(said("w" + i + "\n"));
            }
            assertThat(questions).noneMatch(CompletableFuture::isDone);
        } finally {
            connections.forEach(HostConnection::close);
            callers.shutdownNow();
            hung.close();
        }
    }

    @Test
    void aStreamedCommandReadsItsInputAndTellsItsFailure() {
        byte[] content = new byte[3_000_000];
        new Random(3).nextBytes(content);
        host.play((command, in, out, err) -> {
            out.write(String.valueOf(java.util.Arrays.equals(in.readAllBytes(), content))
                    .getBytes(StandardCharsets.UTF_8));
            return 0;
        });
        VirshCommand upload = VirshCommand.of("vol-upload", "--file", "/dev/stdin");
        assertThat(virsh.feed(upload, Content.of(content))).isEqualTo(said("true"));
        host.play((command, in, out, err) -> {
            err.write("error: Storage volume not found\n".getBytes(StandardCharsets.UTF_8));
            return 1;
        });
        assertThat(virsh.feed(upload, Content.of(content)).problem()).isEqualTo(VirshProblem.NO_VOLUME);
    }

    /** Where the host cannot hold documents, and where virsh cannot open what it holds, each goes to a virsh of its own. */
    @Test
    void aDocumentReachesVirshOnceHoweverItIsHandedOver() {
        List<String> heard = new CopyOnWriteArrayList<>();
        PlayedVirsh warm = PlayedVirsh.of((words, output) -> {
            // it reads to the end
            await().until(() -> heard.size() % 2 == 1);
            heard.add(words.get(2));
            if (words.get(2).equals("/proc/14/fd/4")) {
                output.error("Failed to open file '/proc/14/fd/4': Permission denied");
            }
        });
        AtomicInteger pid = new AtomicInteger(11);
        host.play((command, in, out, err) -> {
            if (command.contains("head -c")) {
                return playDocuments(pid, heard, in, out, err);
            }
            if (command.contains("define")) {
                heard.add("alone " + new String(in.readAllBytes(), StandardCharsets.UTF_8));
                return 0;
            }
            return warm.run(command, in, out, err);
        });
        VirshCommand define = VirshCommand.of("define", "--file", VirshCommand.STDIN);
        for (String document : List.of("<1/>", "<2/>", "<3/>", "<4/>")) {
            assertThat(virsh.feed(define, document, Edit.NONE)).isEqualTo(said(""));
        }
        assertThat(heard)
                .containsExactly(
                        "<1/>",
                        "/proc/12/fd/4",
                        "<2/>",
                        "/proc/13/fd/4",
                        "<3/>",
                        "/proc/14/fd/4",
                        "alone <3/>",
                        "alone <4/>");
    }

    /** The shell that holds documents, where what they are read through ends as soon as they are there. */
    private static int playDocuments(
            AtomicInteger pid, List<String> heard, InputStream in, OutputStream out, OutputStream err)
            throws IOException {
        while (true) {
            out.write((pid.incrementAndGet() + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            StringBuilder size = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    return 0;
                }
                size.append((char) b);
            }
            heard.add(new String(in.readNBytes(Integer.parseInt(size.toString())), StandardCharsets.UTF_8));
            err.write("read\n".getBytes(StandardCharsets.UTF_8));
            err.flush();
            if (in.read() < 0) {
                return 0;
            }
        }
    }

    @Test
    void aDocumentThatWasNotReadToItsEndIsNoSuccess() {
        CountDownLatch asked = new CountDownLatch(1);
        PlayedVirsh warm = PlayedVirsh.of((words, output) -> asked.countDown());
        host.play((command, in, out, err) -> {
            if (!command.contains("head -c")) {
                return warm.run(command, in, out, err);
            }
            out.write("12\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            in.readNBytes("9\n<do".length());
            await().until(() -> asked.getCount() == 0);
            return 1;
        });
        unreachable(() -> virsh.feed(VirshCommand.of("define", "--file", VirshCommand.STDIN), "<domain/>", Edit.NONE));
    }

    @Test
    void aStreamedCommandThatMakesNoProgressIsGivenUp() {
        host.play((command, in, out, err) -> {
            new PlayedVirsh.Output(out, err).hang();
            return 0;
        });
        unreachable(() -> virsh.feed(VirshCommand.of("define", "--file", "/dev/stdin"), "<domain/>", Edit.NONE));
    }

    @Test
    void aSlowStreamThatKeepsMovingIsNotGivenUp() {
        host.play((command, in, out, err) -> {
            for (int i = 0; i < 10; i++) {
                java.util.concurrent.locks.LockSupport.parkNanos(DEADLINE.toNanos() / 5);
                out.write('.');
                out.flush();
            }
            return 0;
        });
        assertThat(virsh.feed(VirshCommand.of("define", "--file", "/dev/stdin"), "<domain/>", Edit.NONE)
                        .out())
                .isEqualTo("..........");
    }

    @Test
    void hungCommandsNeverExhaustTheChannels() {
        host.play(PlayedVirsh.of((words, output) -> output.hang()));
        for (int i = 0; i < 3; i++) {
            ExecutorService callers = Executors.newFixedThreadPool(2);
            try {
                CompletableFuture.allOf(
                                CompletableFuture.runAsync(() -> unreachable(() -> say("x")), callers),
                                CompletableFuture.runAsync(() -> unreachable(() -> say("x")), callers))
                        .join();
            } finally {
                callers.shutdownNow();
            }
        }
        host.play(PlayedVirsh.of(VirshTest::answer));
        assertThat(say("next")).isEqualTo(said("next\n"));
    }
}
