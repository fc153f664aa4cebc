package io.kloigos.core.project;

import io.kloigos.core.user.Role;
import java.time.Instant;
import java.util.UUID;

/** What a user may do in a project. */
public record Member(UUID memberId, String projectId, UUID userId, String userName, Role role, Instant createdAt) {}
