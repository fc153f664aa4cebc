package io.kloigos.ssh.virsh;

import java.util.List;
import java.util.stream.Collectors;

/** A command of the host's own beside virsh, as words. */
public record ShellCommand(List<String> words) {
    public ShellCommand {
        words = List.copyOf(words);
    }

    public static ShellCommand of(String... words) {
        return new ShellCommand(List.of(words));
    }

    /** For a POSIX shell, in plain English. */
    String line() {
        return "exec env LC_ALL=C " + words.stream().map(RemoteShell::quote).collect(Collectors.joining(" "));
    }

    /** As one would type it on the host. */
    public String shown() {
        return words.stream()
                .map(word -> word.matches("[A-Za-z0-9_./:@-]+") ? word : RemoteShell.quote(word))
                .collect(Collectors.joining(" "));
    }
}
