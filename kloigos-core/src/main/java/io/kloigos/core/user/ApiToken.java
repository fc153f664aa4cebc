package io.kloigos.core.user;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token of a user; its secret is not in here.
 *
 * @param role the most that it may do; null for what its user may
 * @param projectId the only project that it is for; null for all
 * @param expiresAt null for never
 * @param lastUsedAt to the minute; null before the first time
 */
public record ApiToken(
        UUID tokenId,
        UUID userId,
        String userName,
        String name,
        @Nullable Role role,
        @Nullable String projectId,
        @Nullable Instant expiresAt,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {}
