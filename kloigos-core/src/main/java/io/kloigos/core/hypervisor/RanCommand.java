package io.kloigos.core.hypervisor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A command that was run on a host.
 *
 * @param command as one would type it there, secrets masked
 * @param error what it said when it failed; null when it did not
 */
public record RanCommand(String command, @Nullable String error, Duration took) {}
