package io.kloigos.ssh.virsh;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A command of the host's own beside virsh, as words.
 *
 * @param shown as one would type it on the host
 */
public record ShellCommand(List<String> words, String shown) {
    /** What a line that went well says. */
    public static final String DONE = "done";

    public ShellCommand {
        words = List.copyOf(words);
    }

    public ShellCommand(List<String> words) {
        this(
                words,
                words.stream()
                        .map(word -> word.matches("[A-Za-z0-9_./:@-]+") ? word : RemoteShell.quote(word))
                        .collect(Collectors.joining(" ")));
    }

    public static ShellCommand of(String... words) {
        return new ShellCommand(List.of(words));
    }

    /** A line for a POSIX shell of its own, which says {@value #DONE} when it ended with 0, and nothing else. */
    public static ShellCommand ofLine(String line) {
        return new ShellCommand(List.of("sh", "-c", "(\n" + line + "\n) >/dev/null && echo " + DONE), line);
    }

    /** For a POSIX shell, in plain English. */
    String line() {
        return "exec env LC_ALL=C " + words.stream().map(RemoteShell::quote).collect(Collectors.joining(" "));
    }
}
