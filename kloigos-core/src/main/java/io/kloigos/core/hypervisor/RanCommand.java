package io.kloigos.core.hypervisor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A command that was run on a host.
 *
 * @param command as one would type it there, secrets masked
 * @param error what it said when it failed; null when it did not
 * @param output the end of what it printed, secrets masked; null where that is not kept
 */
public record RanCommand(
        String command, @Nullable String error, @Nullable String output, Duration took) {
    /** The most characters of an output that are kept. */
    public static final int LONGEST_OUTPUT = 4000;

    /** One whose output nobody asked for. */
    public RanCommand(String command, @Nullable String error, Duration took) {
        this(command, error, null, took);
    }
}
