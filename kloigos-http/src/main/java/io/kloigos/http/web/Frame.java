package io.kloigos.http.web;

import io.kloigos.core.Scope;
import io.kloigos.core.project.ProjectName;
import io.kloigos.core.user.Role;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Identity;
import io.kloigos.http.security.Permission;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the frame around a page shows of who looks at it, and what pages offer that one to do.
 *
 * @param identity null for one who has not logged in
 * @param projects those that lists can be narrowed to
 * @param project the one that they are narrowed to; null for all
 */
public record Frame(
        @Nullable Identity identity,
        List<ProjectName> projects,
        @Nullable String project) {
    /** The cookie that keeps the project that lists are narrowed to. */
    public static final String PROJECT_COOKIE = "kloigos_project";

    static final Frame NOBODY = new Frame(null, List.of(), null);

    public Frame {
        projects = List.copyOf(projects);
    }

    static Frame of(Identity identity, List<ProjectName> projects, @Nullable String project) {
        return new Frame(identity, projects, QueryValues.text(project));
    }

    public @Nullable String name() {
        return identity == null ? null : identity.actor();
    }

    /** Whether there is an account behind that name. */
    public boolean account() {
        return identity != null && identity.userId() != null;
    }

    /** The role everywhere; null for none. */
    public @Nullable Role role() {
        return identity == null ? null : identity.role();
    }

    /** The projects of somebody's. */
    static Scope scope(Identity identity) {
        return identity.role() == null ? Scope.of(identity.projects().keySet()) : Scope.EVERYTHING;
    }

    /** Whether the one who looks may do that with everybody's things. */
    public boolean may(String permission) {
        return scope(permission).all();
    }

    /** Whether that one may do it somewhere, in a project at least. */
    public boolean mayPartly(String permission) {
        return identity != null && identity.partly().contains(Permission.valueOf(permission));
    }

    /** Whether that one may do it with what belongs to a project; null for what belongs to none. */
    public boolean mayIn(String permission, @Nullable String projectId) {
        return scope(permission).covers(projectId);
    }

    private Scope scope(String permission) {
        return identity == null ? Scope.NOTHING : identity.scope(Permission.valueOf(permission));
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
        String project = QueryValues.text(asked);
        return project == null ? QueryValues.text(chosen) : project;
    }
}
