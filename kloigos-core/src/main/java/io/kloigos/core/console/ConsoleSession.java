package io.kloigos.core.console;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A console that is open.
 *
 * @param address where its reader sits
 * @param ending whether somebody wants it closed
 */
public record ConsoleSession(
        UUID sessionId,
        UUID vmId,
        String hostId,
        String vmName,
        ConsoleKind kind,
        String actor,
        @Nullable String address,
        boolean ending,
        Instant openedAt) {}
