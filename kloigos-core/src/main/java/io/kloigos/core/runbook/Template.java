package io.kloigos.core.runbook;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A runbook as it is kept.
 *
 * @param builtIn whether it comes with the program, and cannot be removed
 * @param createdAt null when it is built in
 */
public record Template(
        UUID templateId,
        Runbook runbook,
        boolean builtIn,
        @Nullable Instant createdAt) {}
