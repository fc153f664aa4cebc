package io.kloigos.ssh.virsh;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.ConsoleLine;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.FetchListener;
import io.kloigos.core.hypervisor.HostListener;
import io.kloigos.core.hypervisor.RanCommand;
import io.kloigos.core.hypervisor.Subscription;
import io.kloigos.core.hypervisor.WebFile;
import io.kloigos.ssh.transport.ConnectFailure;
import io.kloigos.ssh.transport.Deadline;
import io.kloigos.ssh.transport.HostConnection;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** virsh on one host. Thread-safe. */
public final class Virsh implements AutoCloseable {
    private static final byte[] NOTHING = {};
    /** Writing the memory of a large guest to a slow disk. */
    private static final Duration LONGEST_CHANGE = Duration.ofHours(2);

    private final HostConnection connection;
    private final ShellPool shells;
    private final DocumentPipe documents;
    private final VirshExec exec;
    private final @Nullable VirshRehearsal rehearsal;
    private final Consumer<RanCommand> log;

    public Virsh(HostConnection connection, RandomGenerator random) {
        this(
                connection,
                new ShellPool(connection, random),
                new DocumentPipe(connection),
                new VirshExec(connection),
                null,
                ran -> {});
    }

    private Virsh(
            HostConnection connection,
            ShellPool shells,
            DocumentPipe documents,
            VirshExec exec,
            @Nullable VirshRehearsal rehearsal,
            Consumer<RanCommand> log) {
        this.log = log;
        this.connection = connection;
        this.shells = shells;
        this.documents = documents;
        this.exec = exec;
        this.rehearsal = rehearsal;
    }

    /** The same host, where changes are noted instead of made. It is closed with this one. */
    public Virsh rehearsing(VirshRehearsal notes) {
        return new Virsh(connection, shells, documents, exec, notes, log);
    }

    /** The same host, telling of each command that changes something. It is closed with this one. */
    public Virsh telling(Consumer<RanCommand> listener) {
        return new Virsh(connection, shells, documents, exec, rehearsal, listener);
    }

    /** The address of the host, for messages. */
    public String host() {
        return connection.endpoint().address();
    }

    /** Asks a question; asks once more when the shell turns out to be dead. */
    public VirshReply query(VirshCommand command) {
        return query(List.of(command), commandDeadline()).get(0);
    }

    /** Asks a question with a document on {@code /dev/stdin}; it is really asked in a rehearsal too. */
    public VirshReply ask(VirshCommand command, String document) {
        return fed(command, document);
    }

    /** Asks many questions in one round trip. */
    public List<VirshReply> query(List<VirshCommand> commands) {
        return query(commands, sweepDeadline());
    }

    /** Asks many questions in one round trip, within that deadline. */
    public List<VirshReply> query(List<VirshCommand> commands, Deadline deadline) {
        return rehearsal == null
                ? ask(commands, deadline)
                : rehearsal.answer(commands, others -> ask(others, deadline));
    }

    private List<VirshReply> ask(List<VirshCommand> commands, Deadline deadline) {
        if (!commands.stream().allMatch(VirshCommand::fitsShell)) {
            return piecewise(commands, deadline);
        }
        List<VirshReply> replies = inShell(commands, deadline, true);
        boolean daemonLost = replies.stream().anyMatch(reply -> reply.problem() == VirshProblem.LIBVIRT_AWAY);
        return daemonLost && !deadline.passed() ? inShell(commands, deadline, true) : replies;
    }

    /** The commands that fit through a shell, the others one by one. */
    private List<VirshReply> piecewise(List<VirshCommand> commands, Deadline deadline) {
        List<VirshReply> fitting =
                ask(commands.stream().filter(VirshCommand::fitsShell).toList(), deadline);
        List<VirshReply> replies = new ArrayList<>(commands.size());
        int next = 0;
        for (VirshCommand command : commands) {
            replies.add(command.fitsShell() ? fitting.get(next++) : exec.run(command, Content.of(NOTHING)));
        }
        return replies;
    }

    /** Changes something; never sent twice. */
    public VirshReply change(VirshCommand command) {
        return change(command, Edit.NONE);
    }

    /** The same, with what it changes in a description. */
    public VirshReply change(VirshCommand command, Edit edit) {
        if (rehearsal != null) {
            return rehearsal.note(command, null, edit);
        }
        return told(
                shown(command),
                () -> command.fitsShell()
                        ? inShell(List.of(command), commandDeadline(), false).get(0)
                        : exec.run(command, Content.of(NOTHING)));
    }

    private String shown(VirshCommand command) {
        return command.shown(connection.endpoint().libvirtUri());
    }

    private VirshReply told(String command, Supplier<VirshReply> run) {
        String shown = Secrets.maskCommand(command);
        long began = System.nanoTime();
        try {
            VirshReply reply = run.get();
            log.accept(new RanCommand(shown, reply.ok() ? null : VirshErrors.sentence(reply.err()), since(began)));
            return reply;
        } catch (KloigosException e) {
            log.accept(new RanCommand(shown, e.getMessage(), since(began)));
            throw e;
        }
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /** Asks the host itself something. */
    public VirshReply query(ShellCommand command) {
        return exec.run(command);
    }

    /** Changes something of the host itself. */
    public VirshReply change(ShellCommand command) {
        return rehearsal != null ? rehearsal.note(command) : told(command.shown(), () -> exec.run(command));
    }

    /**
     * Runs a line of a shell ({@link ShellCommand#ofLine}) that may say nothing for that long, and tells the end of what it
     * printed. {@code HOST_FAILED} when it ends with anything but 0.
     */
    public void runLine(ShellCommand line, Duration silence) {
        if (rehearsal != null) {
            rehearsal.note(line);
            return;
        }
        String shown = Secrets.maskCommand(line.shown());
        long began = System.nanoTime();
        VirshReply reply;
        try {
            reply = exec.run(line, silence);
        } catch (KloigosException e) {
            log.accept(new RanCommand(shown, e.getMessage(), since(began)));
            throw e;
        }
        Optional<ShellCommand.Ended> ended = ShellCommand.ended(reply.out());
        boolean failed = ended.map(end -> end.status() != 0).orElse(!reply.ok());
        String error = failed ? words(ended, reply) : null;
        String output = ended.map(end -> Secrets.maskOutput(end.output())).orElse(null);
        log.accept(new RanCommand(shown, error, output, since(began)));
        if (error != null) {
            throw new KloigosException(ErrorCode.HOST_FAILED, "Host " + host() + ": " + error);
        }
    }

    private static String words(Optional<ShellCommand.Ended> ended, VirshReply reply) {
        return reply.err().isBlank()
                ? "It ended with status "
                        + ended.map(ShellCommand.Ended::status).orElse(1) + "."
                : VirshErrors.sentence(reply.err());
    }

    /** The account on the host, for messages. */
    public String user() {
        return connection.endpoint().user();
    }

    /** Changes something that may take long and says nothing meanwhile; a process of its own waits for it. */
    public VirshReply changePatiently(VirshCommand command) {
        return rehearsal != null
                ? rehearsal.note(command, null, Edit.NONE)
                : told(shown(command), () -> exec.run(command, Content.of(NOTHING), LONGEST_CHANGE));
    }

    /**
     * The same for a command that tells how far it is.
     *
     * @param percent hears it, as virsh tells with {@code --verbose}
     */
    public VirshReply changePatiently(VirshCommand command, IntConsumer percent) {
        return rehearsal != null
                ? rehearsal.note(command, null, Edit.NONE)
                : exec.runTelling(command, LONGEST_CHANGE, percent);
    }

    /**
     * Changes something with the help of another host, which the host reaches with our SSH agent.
     *
     * @param percent hears how far it is, as virsh tells with {@code --verbose}
     */
    public VirshReply changeWithAgent(VirshCommand command, IntConsumer percent) {
        return rehearsal != null
                ? rehearsal.note(command, null, Edit.NONE)
                : told(shown(command), () -> exec.runWithAgent(command, LONGEST_CHANGE, percent));
    }

    /** Runs a command that changes something and reads {@code /dev/stdin}. */
    public VirshReply feed(VirshCommand command, Content content) {
        return rehearsal != null
                ? rehearsal.note(command, null, Edit.NONE)
                : told(shown(command), () -> fed(command, content));
    }

    /** Runs a command that changes something and reads a document from {@code /dev/stdin}. */
    public VirshReply feed(VirshCommand command, String document, Edit edit) {
        return feed(command, document, () -> edit);
    }

    /** @param edit asked for in a rehearsal only */
    public VirshReply feed(VirshCommand command, String document, Supplier<Edit> edit) {
        return rehearsal != null
                ? rehearsal.note(command, document, edit.get())
                : told(shown(command), () -> fed(command, document));
    }

    /** The same for a command that may take long: it has a process of its own, so that it keeps no shell from others. */
    public VirshReply feedPatiently(VirshCommand command, String document, Edit edit) {
        return rehearsal != null
                ? rehearsal.note(command, document, edit)
                : told(shown(command), () -> exec.run(command, content(document)));
    }

    private VirshReply fed(VirshCommand command, String document) {
        return fed(command, content(document));
    }

    private static Content content(String document) {
        return Content.of(document.getBytes(StandardCharsets.UTF_8));
    }

    private VirshReply fed(VirshCommand command, Content content) {
        if (!command.fitsShell()) {
            return exec.run(command, content);
        }
        Deadline deadline = Deadline.in(connection.config().stallTimeout());
        return documents
                .hand(
                        content,
                        path -> inShell(List.of(command.reading(path)), deadline, false)
                                .get(0))
                .orElseGet(() -> exec.run(command, content));
    }

    /**
     * Has the host fetch a file into a volume. {@code HOST_FAILED} when it cannot.
     *
     * @param listener hears how far it is
     */
    public void fetch(HostFetch fetch, FetchListener listener) {
        ShellCommand shown = fetch.shown(
                connection.endpoint().libvirtUri(), connection.config().stallTimeout());
        if (rehearsal != null) {
            rehearsal.note(shown);
            return;
        }
        WebFile file = fetch.file();
        long start = file.start().sizeBytes();
        VirshReply reply = told(
                shown.shown(),
                () -> fetch.outcome(
                        exec.run(fetch, percent -> listener.came(start + file.restBytes() / 100 * percent))));
        if (!reply.ok()) {
            throw new KloigosException(
                    ErrorCode.HOST_FAILED, "Host " + host() + ": " + VirshErrors.sentence(reply.err()));
        }
        listener.complete("sha256:" + reply.out());
    }

    /** What a command prints, as it comes; for a command that only reads. */
    public InputStream read(VirshCommand command) {
        return exec.read(command);
    }

    /** A way to a TCP port of the host's loopback. */
    public ConsoleLine tunnel(int port) {
        return new ChannelLine(connection.tunnel(port, commandDeadline()));
    }

    /** A command that wants a terminal, on one, for as long as its reader likes. */
    public ConsoleLine terminal(VirshCommand command) {
        String line = RemoteShell.virsh(connection.endpoint().libvirtUri()) + " " + command.shellWords();
        return new ChannelLine(connection.execOnTerminal(line, commandDeadline()));
    }

    /** Tells of every change on the host from now on, until the subscription is closed. */
    public Subscription listen(HostListener listener) {
        return EventFeed.open(connection, listener, commandDeadline());
    }

    /** The reply when all went well; else its failure as an exception. */
    public VirshReply require(VirshReply reply) {
        if (!reply.ok()) {
            throw VirshErrors.failure(host(), reply);
        }
        return reply;
    }

    private List<VirshReply> inShell(List<VirshCommand> commands, Deadline deadline, boolean again) {
        if (commands.isEmpty()) {
            return List.of();
        }
        try {
            return shells.run(commands, deadline);
        } catch (ShellFailure e) {
            if (again && e.kind() == ShellFailure.Kind.DIED && !deadline.passed()) {
                return inShell(commands, deadline, false);
            }
            throw failure(e, deadline);
        }
    }

    private KloigosException failure(ShellFailure e, Deadline deadline) {
        return switch (e.kind()) {
            case TIMEOUT -> connection.unreachable("did not answer virsh within " + deadline.words(), e);
            case DIED -> connection.unreachable("lost its virsh shell" + lastWords(e.said()), e);
            case NOT_STARTED ->
                new KloigosException(ErrorCode.HOST_UNREACHABLE, noShell(e).detail(), e);
        };
    }

    private static String lastWords(String said) {
        return said.isBlank() ? "" : ": " + VirshErrors.sentence(said).replaceFirst("\\.$", "");
    }

    /** Opens a first shell, and says what stands in the way when that fails. */
    public void open(Deadline deadline) throws ConnectFailure {
        connection.connect(deadline);
        try {
            shells.run(List.of(VirshCommand.of("echo")), deadline);
        } catch (ShellFailure e) {
            Contact.Failed failed = e.kind() == ShellFailure.Kind.TIMEOUT ? noAnswer(deadline) : noShell(e);
            throw new ConnectFailure(failed.obstacle(), failed.detail(), failed.offeredKey(), e);
        }
    }

    private Contact.Failed noAnswer(Deadline deadline) {
        return failed(
                Contact.Obstacle.NO_LIBVIRT,
                "SSH to " + host() + " works, but virsh got no answer from libvirt within " + deadline.words()
                        + ": check 'systemctl status libvirtd' there.");
    }

    private Contact.Failed noShell(ShellFailure e) {
        String user = connection.endpoint().user();
        String said = VirshErrors.sentence(e.said());
        return switch (VirshErrors.problem(e.said())) {
            case NO_VIRSH ->
                failed(
                        Contact.Obstacle.NO_LIBVIRT,
                        "There is no virsh on " + host() + ": install libvirt's clients (libvirt-clients, or"
                                + " libvirt-client) there.");
            case PERMISSION ->
                failed(
                        Contact.Obstacle.NO_PERMISSION,
                        "'" + user + "' may not use libvirt on " + host() + ": run 'usermod -aG libvirt " + user
                                + "' there and try again. libvirt said: " + said);
            case LIBVIRT_AWAY ->
                failed(
                        Contact.Obstacle.NO_LIBVIRT,
                        "libvirt does not answer on " + host()
                                + ": run 'systemctl start libvirtd' (or virtqemud) there." + " virsh said: " + said);
            default ->
                failed(
                        Contact.Obstacle.BROKEN,
                        "virsh did not start on " + host() + ": " + (said.length() > 1 ? said : "it said nothing."));
        };
    }

    private Contact.Failed failed(Contact.Obstacle obstacle, String detail) {
        return new Contact.Failed(obstacle, detail, connection.endpoint().hostKey());
    }

    /** By when one complete look must be over. */
    public Deadline sweepDeadline() {
        return Deadline.in(connection.config().sweepDeadline());
    }

    private Deadline commandDeadline() {
        return Deadline.in(connection.config().commandDeadline());
    }

    @Override
    public void close() {
        documents.close();
        shells.close();
    }
}
