package io.kloigos.ssh.virsh;

import io.kloigos.core.hypervisor.PlannedCommand;
import io.kloigos.core.hypervisor.UnifiedDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The changes that a piece of work would make on a host, noted instead of made. Not thread-safe. */
public final class VirshRehearsal {
    private static final VirshReply DONE = new VirshReply("", "");

    private final String uri;
    private final RehearsedHost host = new RehearsedHost();
    private final List<PlannedCommand> noted = new ArrayList<>();

    /** @param uri how virsh would be told to reach libvirt on the host */
    public VirshRehearsal(String uri) {
        this.uri = uri;
    }

    public List<PlannedCommand> noted() {
        return List.copyOf(noted);
    }

    VirshReply note(ShellCommand command) {
        noted.add(new PlannedCommand(command.shown(), null, null));
        return DONE;
    }

    VirshReply note(VirshCommand command, @Nullable String input, Edit edit) {
        String diff = UnifiedDiff.of(edit.name(), Secrets.mask(edit.before()), Secrets.mask(edit.after()));
        noted.add(new PlannedCommand(
                command.shown(uri), input == null ? null : Secrets.mask(input), diff.isEmpty() ? null : diff));
        host.changed(command, input);
        return DONE;
    }

    /** Answers what the changes noted so far would have made of the host; the rest is asked there in one go. */
    List<VirshReply> answer(List<VirshCommand> commands, Function<List<VirshCommand>, List<VirshReply>> ask) {
        List<Optional<VirshReply>> known = commands.stream().map(host::answer).toList();
        List<VirshCommand> others = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            if (known.get(i).isEmpty()) {
                others.add(commands.get(i));
            }
        }
        List<VirshReply> asked = others.isEmpty() ? List.of() : ask.apply(others);
        List<VirshReply> replies = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < commands.size(); i++) {
            Optional<VirshReply> reply = known.get(i);
            replies.add(reply.isPresent() ? reply.get() : host.corrected(commands.get(i), asked.get(next++)));
        }
        return replies;
    }
}
