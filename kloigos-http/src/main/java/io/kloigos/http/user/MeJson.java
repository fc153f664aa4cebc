package io.kloigos.http.user;

import io.kloigos.core.user.Role;
import io.kloigos.http.security.Identity;
import io.kloigos.http.security.Permission;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param userId null for whoever sits at the machine while there are no users
 * @param permissions over everybody's things
 * @param csrfToken what changes of this session send as X-CSRF-Token; null without a session
 */
@Schema(name = "Me")
record MeJson(
        @Nullable UUID userId,
        String name,
        @Nullable Role role,
        List<RoleInProjectJson> projects,
        List<Permission> permissions,
        boolean passwordChangeRequired,
        @Nullable String csrfToken) {
    /** What the user may do in a project. */
    @Schema(name = "RoleInProject")
    record RoleInProjectJson(String projectId, Role role) {}

    static MeJson of(Identity identity, @Nullable String csrfToken) {
        return new MeJson(
                identity.userId(),
                identity.actor(),
                identity.role(),
                identity.projects().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(project -> new RoleInProjectJson(project.getKey(), project.getValue()))
                        .toList(),
                identity.permissions().stream().sorted().toList(),
                identity.mustChangePassword(),
                csrfToken);
    }
}
