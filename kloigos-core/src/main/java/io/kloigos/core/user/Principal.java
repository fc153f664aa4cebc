package io.kloigos.core.user;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user who has shown who it is, and what may be done in that user's name.
 *
 * @param role everywhere; null for none
 * @param projects the roles in projects, by project id
 * @param mustChangePassword whether nothing else may be done before that
 * @param limited whether this is a token that may do less than its user
 */
public record Principal(
        UUID userId,
        String name,
        @Nullable Role role,
        Map<String, Role> projects,
        boolean mustChangePassword,
        boolean limited) {
    public Principal {
        projects = Map.copyOf(projects);
    }

    /** What a token that is limited to that may do. */
    Principal within(@Nullable Role limit, @Nullable String projectId) {
        if (limit == null && projectId == null) {
            return this;
        }
        if (projectId != null) {
            return inProject(projectId, limit);
        }
        Map<String, Role> less = new HashMap<>();
        projects.forEach((project, own) -> less.put(project, own.within(limit)));
        return new Principal(userId, name, role == null ? null : role.within(limit), less, mustChangePassword, true);
    }

    private Principal inProject(String projectId, @Nullable Role limit) {
        Role own = projects.get(projectId);
        Role stronger = own == null || (role != null && role.compareTo(own) > 0) ? role : own;
        Map<String, Role> there = stronger == null ? Map.of() : Map.of(projectId, stronger.within(limit));
        return new Principal(userId, name, null, there, mustChangePassword, true);
    }
}
