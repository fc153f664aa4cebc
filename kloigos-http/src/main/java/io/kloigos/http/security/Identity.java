package io.kloigos.http.security;

import java.util.EnumSet;
import java.util.Set;

/** Who a request comes from and what that one may do. */
public record Identity(String actor, Set<Permission> permissions) {
    static final String PROPERTY = Identity.class.getName();

    public Identity {
        permissions = Set.copyOf(permissions);
    }

    /** Whoever sits at this machine: may do everything. */
    public static Identity local() {
        return new Identity("local", EnumSet.allOf(Permission.class));
    }
}
