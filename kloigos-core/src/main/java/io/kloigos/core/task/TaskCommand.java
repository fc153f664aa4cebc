package io.kloigos.core.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a task's transcript.
 *
 * @param attempt which go at the task it belongs to
 * @param command as one would type it on the host, secrets masked
 * @param error what it said when it failed; null when it did not
 * @param output the end of what it printed, secrets masked; null where that is not kept
 */
public record TaskCommand(
        int attempt,
        String step,
        String hostId,
        String command,
        @Nullable String error,
        @Nullable String output,
        Instant startedAt,
        int millis) {}
