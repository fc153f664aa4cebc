package io.kloigos.http.security;

import io.kloigos.core.Scope;
import io.kloigos.core.user.Principal;
import io.kloigos.core.user.Role;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who a request comes from and what that one may do.
 *
 * @param userId null for whoever sits at this machine
 * @param role everywhere; null for none
 * @param projects the roles in projects
 * @param mustChangePassword whether nothing else may be done before that
 * @param limited whether a token was shown that may do less than its user
 */
public record Identity(
        String actor,
        @Nullable UUID userId,
        @Nullable Role role,
        Map<String, Role> projects,
        boolean mustChangePassword,
        boolean limited) {
    static final String PROPERTY = Identity.class.getName();

    public Identity {
        projects = Map.copyOf(projects);
    }

    /** Whoever sits at this machine: may do everything. */
    public static Identity local() {
        return new Identity("local", null, Role.ADMIN, Map.of(), false, false);
    }

    /** Who a request comes from; empty where nobody was asked for. */
    public static Optional<Identity> of(ContainerRequestContext request) {
        return Optional.ofNullable(request.getProperty(PROPERTY)).map(Identity.class::cast);
    }

    static Identity of(Principal user) {
        return new Identity(
                user.name(), user.userId(), user.role(), user.projects(), user.mustChangePassword(), user.limited());
    }

    /** What it may do with everybody's things. */
    public Set<Permission> permissions() {
        return RolePermissions.of(role);
    }

    /** What it may do with the things of some project, or with everybody's. */
    public Set<Permission> partly() {
        return Stream.concat(
                        Stream.of(permissions()), projects.values().stream().map(RolePermissions::of))
                .flatMap(Set::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** With whose things it may do that. */
    public Scope scope(Permission permission) {
        return permissions().contains(permission)
                ? Scope.EVERYTHING
                : Scope.of(projects.entrySet().stream()
                        .filter(project ->
                                RolePermissions.of(project.getValue()).contains(permission))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }
}
