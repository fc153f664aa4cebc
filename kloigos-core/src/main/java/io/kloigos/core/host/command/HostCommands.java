package io.kloigos.core.host.command;

import io.kloigos.core.Checks;
import io.kloigos.core.KloigosException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The command lines that the operator of this instance allows to be run on hosts, by name. Nobody adds words to them, and
 * nothing else is run in a shell there.
 */
public record HostCommands(Map<String, String> lines) {
    /** None is allowed. */
    public static final HostCommands NONE = new HostCommands(Map.of());

    private static final String NAME = "[a-z0-9][a-z0-9._-]{0,63}";
    private static final int LONGEST = 1000;

    /** {@code INVALID} with each name and line that is not right. */
    public HostCommands {
        lines = Map.copyOf(lines);
        Checks checks = new Checks();
        new TreeMap<>(lines).forEach((name, line) -> check(checks, name, line));
        checks.done();
    }

    private static void check(Checks checks, String name, String line) {
        checks.that(name.matches(NAME), name, "must be a name of up to 64 of a-z, 0-9, '.', '_' and '-'")
                .text(name, line, LONGEST);
    }

    /** {@code CONFLICT} when there is none of that name. */
    String line(String name) {
        return Optional.ofNullable(lines.get(name))
                .orElseThrow(() -> KloigosException.conflict(
                        lines.isEmpty()
                                ? "No command may be run on hosts. Name those that may in a file, and start the server with"
                                        + " --host-commands FILE."
                                : "There is no command " + name + " that may be run on hosts. There are: "
                                        + String.join(", ", new TreeSet<>(lines.keySet())) + "."));
    }
}
