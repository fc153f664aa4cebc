package io.kloigos.core.user;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What one may do, everywhere or in a project; each may do what those before it may. */
public enum Role {
    /** Looks. */
    VIEWER,
    /** Makes, changes and deletes VMs, and claims servers. */
    OPERATOR,
    /** Everything, also who may do what. */
    ADMIN;

    /** The word in JSON and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The lesser of the two.
     *
     * @param limit null for none
     */
    public Role within(@Nullable Role limit) {
        return limit == null || compareTo(limit) <= 0 ? this : limit;
    }
}
