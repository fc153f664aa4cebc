package io.kloigos.core.hypervisor;

import org.jspecify.annotations.Nullable;

/**
 * One command that would be run on a host.
 *
 * @param command as one would type it there
 * @param input what it reads from its standard input; null when it reads nothing, or nothing that is text. Secrets in it
 *     are masked
 * @param diff what it changes in a description, as a unified diff; null when it changes none
 */
public record PlannedCommand(
        String command, @Nullable String input, @Nullable String diff) {}
