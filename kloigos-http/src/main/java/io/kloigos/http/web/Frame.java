package io.kloigos.http.web;

import io.kloigos.core.Scope;
import io.kloigos.core.project.ProjectName;
import io.kloigos.core.user.Role;
import io.kloigos.http.security.Identity;
import io.kloigos.http.security.Permission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the frame around a page shows of who looks at it.
 *
 * @param name null for one who has not logged in
 * @param account whether there is an account behind that name
 * @param role the role everywhere; null for none
 * @param permissions over everybody's things
 * @param partly what one may do with the things of some projects, those permissions included
 * @param projects those that lists can be narrowed to
 * @param project the one that they are narrowed to; null for all
 */
public record Frame(
        @Nullable String name,
        boolean account,
        @Nullable Role role,
        Set<Permission> permissions,
        Set<Permission> partly,
        List<ProjectName> projects,
        @Nullable String project) {
    /** The cookie that keeps the project that lists are narrowed to. */
    public static final String PROJECT_COOKIE = "kloigos_project";

    static final Frame NOBODY = new Frame(null, false, null, Set.of(), Set.of(), List.of(), null);

    public Frame {
        permissions = Set.copyOf(permissions);
        partly = Set.copyOf(partly);
        projects = List.copyOf(projects);
    }

    static Frame of(Identity identity, List<ProjectName> projects, @Nullable String project) {
        return new Frame(
                identity.actor(),
                identity.userId() != null,
                identity.role(),
                identity.permissions(),
                identity.partly(),
                projects,
                project == null || project.isBlank() ? null : project);
    }

    /** The projects of somebody's. */
    static Scope scope(Identity identity) {
        return identity.role() == null ? Scope.of(identity.projects().keySet()) : Scope.EVERYTHING;
    }

    /** Whether the one who looks may do that with everybody's things. */
    public boolean may(String permission) {
        return permissions.contains(Permission.valueOf(permission));
    }

    /** Whether the one who looks may do that with the things of some project, or everybody's. */
    public boolean mayPartly(String permission) {
        return partly.contains(Permission.valueOf(permission));
    }

    /** The name of the project that lists are narrowed to; its id where it is gone. */
    public @Nullable String projectName() {
        return projects.stream()
                .filter(each -> each.projectId().equals(project))
                .map(ProjectName::name)
                .findFirst()
                .or(() -> Optional.ofNullable(project))
                .orElse(null);
    }

    /** The project that a list is narrowed to: the one that its address names, else the one that was chosen. */
    public static @Nullable String project(@Nullable String asked, @Nullable String chosen) {
        String project = asked == null || asked.isBlank() ? chosen : asked;
        return project == null || project.isBlank() ? null : project;
    }
}
