package io.kloigos.ssh.virsh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One virsh command as words. Text from outside goes behind a named option ({@code --domain X}): virsh takes the word
 * after such an option as it is, even when it starts with dashes.
 *
 * @param next commands that are run after this one whatever came of it, and answered together with it
 */
public record VirshCommand(List<String> words, List<VirshCommand> next) {
    /** What a command is told to read that is handed its input. */
    public static final String STDIN = "/dev/stdin";

    public VirshCommand {
        words = List.copyOf(words);
        next = List.copyOf(next);
        if (words.isEmpty() || words.get(0).isEmpty()) {
            throw new IllegalArgumentException("a command needs a name");
        }
        for (String word : words) {
            if (word.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a NUL cannot be passed to a host");
            }
        }
    }

    public static VirshCommand of(String... words) {
        return new VirshCommand(List.of(words), List.of());
    }

    /** Commands that share one reply; for the warm shell only. */
    public static VirshCommand inTurn(List<VirshCommand> commands) {
        return new VirshCommand(commands.get(0).words(), commands.subList(1, commands.size()));
    }

    public VirshCommand with(String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new VirshCommand(all, next);
    }

    /** The same, reading that file instead of its stdin. */
    VirshCommand reading(String path) {
        return new VirshCommand(
                words.stream().map(word -> word.equals(STDIN) ? path : word).toList(), next);
    }

    /**
     * Whether the warm shell can take it. It reads lines through readline, which acts on control characters and, in
     * some locales, on bytes above 127; such commands go through a process of their own.
     */
    public boolean fitsShell() {
        return words.stream().allMatch(word -> word.chars().allMatch(c -> c >= ' ' && c <= '~'))
                && next.stream().allMatch(VirshCommand::fitsShell);
    }

    /** The command with everything left out that is not a name of virsh's: what can be parsed once always can. */
    String shape() {
        StringBuilder shape = new StringBuilder(words.get(0));
        for (String word : words.subList(1, words.size())) {
            shape.append(' ').append(word.startsWith("-") ? word : "_");
        }
        next.forEach(command -> shape.append(';').append(command.shape()));
        return shape.toString();
    }

    /** As a line for virsh's own parser. */
    String line() {
        StringBuilder line = new StringBuilder(
                words.stream().map(VirshCommand::quoteForVirsh).collect(Collectors.joining(" ")));
        next.forEach(command -> line.append(';').append(command.line()));
        return line.toString();
    }

    /** As arguments for a POSIX shell. */
    String shellWords() {
        if (!next.isEmpty()) {
            throw new IllegalStateException("a process runs one command");
        }
        return words.stream().map(RemoteShell::quote).collect(Collectors.joining(" "));
    }

    /** As one would type it on the host. */
    String shown(String uri) {
        return "virsh -c " + uri + " "
                + words.stream()
                        .map(word -> isPlain(word) ? word : RemoteShell.quote(word))
                        .collect(Collectors.joining(" "));
    }

    /** The word behind that option; empty without it. */
    Optional<String> option(String name) {
        int at = words.indexOf(name);
        return at < 0 || at + 1 == words.size() ? Optional.empty() : Optional.of(words.get(at + 1));
    }

    /** virsh knows '…' without escapes inside, and a backslash outside (libvirt: vshCommandStringGetArg). */
    private static String quoteForVirsh(String word) {
        return isPlain(word) ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static boolean isPlain(String word) {
        return !word.isEmpty()
                && word.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || c == '-'
                                || c == '_'
                                || c == '.'
                                || c == '/'
                                || c == ':');
    }

    @Override
    public String toString() {
        return "virsh " + words.get(0);
    }
}
