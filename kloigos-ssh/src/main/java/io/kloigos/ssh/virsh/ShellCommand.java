package io.kloigos.ssh.virsh;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command of the host's own beside virsh, as words.
 *
 * @param shown as one would type it on the host
 */
public record ShellCommand(List<String> words, String shown) {
    /** The most bytes of what a line prints that come back. */
    private static final int MOST_BYTES = 8000;

    private static final Pattern ENDED = Pattern.compile("(?s)(.*)\\nended (\\d+)\\s*");

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

    /** A line for a POSIX shell of its own, of whose output the end is told, and its status; for {@link #ended}. */
    public static ShellCommand ofLine(String line) {
        return new ShellCommand(
                List.of("sh", "-c", "{ (\n" + line + "\n); printf '\\nended %d\\n' $?; } | tail -c " + MOST_BYTES),
                line);
    }

    /** How a line ended, out of what was read; empty when that does not say. */
    public static Optional<Ended> ended(String out) {
        Matcher matcher = ENDED.matcher(out);
        return matcher.matches()
                ? Optional.of(new Ended(Integer.parseInt(matcher.group(2)), matcher.group(1)))
                : Optional.empty();
    }

    /** @param output what it printed, or the end of it */
    public record Ended(int status, String output) {}

    /** For a POSIX shell, in plain English. */
    String line() {
        return "exec env LC_ALL=C " + words.stream().map(RemoteShell::quote).collect(Collectors.joining(" "));
    }
}
