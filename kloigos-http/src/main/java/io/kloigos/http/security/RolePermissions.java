package io.kloigos.http.security;

import io.kloigos.core.user.Role;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What each role may do: the only table from roles to permissions. Whoever looks may read everything that is not said to be
 * for others; what is not named here is for admins.
 */
final class RolePermissions {
    private static final Set<Permission> OF_OPERATORS = EnumSet.of(
            Permission.POOL_CLAIM,
            Permission.VM_OPERATE,
            Permission.VM_MANAGE,
            Permission.IMAGE_MANAGE,
            Permission.STORAGE_MANAGE,
            Permission.NETWORK_MANAGE);

    private static final Map<Role, Set<Permission>> TABLE = Arrays.stream(Role.values())
            .collect(Collectors.toMap(
                    role -> role, RolePermissions::allowed, (a, b) -> a, () -> new EnumMap<>(Role.class)));

    private RolePermissions() {}

    /** @param role null for none, which may do nothing */
    static Set<Permission> of(@Nullable Role role) {
        return role == null ? Set.of() : TABLE.getOrDefault(role, Set.of());
    }

    private static Set<Permission> allowed(Role role) {
        return Arrays.stream(Permission.values())
                .filter(permission -> least(permission).compareTo(role) <= 0)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Permission.class)));
    }

    /** The least role that has it. */
    private static Role least(Permission permission) {
        if (permission == Permission.ACCOUNT || permission.name().endsWith("_READ")) {
            return Role.VIEWER;
        }
        return OF_OPERATORS.contains(permission) || permission.name().endsWith("_OPERATE") ? Role.OPERATOR : Role.ADMIN;
    }
}
