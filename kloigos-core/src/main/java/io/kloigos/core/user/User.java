package io.kloigos.core.user;

import io.kloigos.core.Checks;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One who may call.
 *
 * @param name unique; what is done is recorded under it
 * @param role what the user may do everywhere; null for what projects say alone
 * @param hasPassword whether the user can log in, rather than use tokens only
 * @param passwordExpired whether another one must be set before anything else is done
 */
public record User(
        UUID userId,
        String name,
        String displayName,
        Kind kind,
        @Nullable Role role,
        boolean hasPassword,
        boolean passwordExpired,
        boolean disabled,
        Instant createdAt,
        @Nullable Instant lastLoginAt) {
    /** Names under which the program itself, and whoever sits at its machine, act. */
    private static final Set<String> TAKEN = Set.of("local", "kloigos", "demo");

    /** What users are. */
    public enum Kind {
        PERSON,
        /** A program: has tokens and no password. */
        SERVICE;

        /** The word in JSON and in the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Notes what is wrong with a name. */
    static Checks checkName(Checks checks, @Nullable String name) {
        return checks.text("name", name, 255)
                .that(
                        name == null || name.matches("[A-Za-z0-9][A-Za-z0-9._@+-]*"),
                        "name",
                        "must be letters, digits, '.', '_', '@', '+' and '-', starting with a letter or digit")
                .that(name == null || !TAKEN.contains(name), "name", "is one of Kloigos' own: " + TAKEN);
    }

    /** What events about a user name. */
    public static String target(UUID userId) {
        return "user:" + userId;
    }
}
