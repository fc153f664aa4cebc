package io.kloigos.core.user;

import io.kloigos.core.Checks;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A user as an identity provider told of one who just logged in there.
 *
 * @param issuer who told it
 * @param subject the provider's own name for the user, which it never gives to another
 * @param name under which the user is made here; looked at the first time only
 * @param role everywhere; null for none
 * @param projects roles in projects, by project id; of projects that do not exist nothing is kept
 */
public record ProvidedUser(
        String issuer,
        String subject,
        String name,
        String displayName,
        @Nullable Role role,
        Map<String, Role> projects) {
    private static final int LONGEST = 255;

    public ProvidedUser {
        projects = Map.copyOf(projects);
        displayName = displayName.substring(0, Math.min(displayName.length(), LONGEST));
        User.checkName(new Checks().text("subject", subject, LONGEST), name).done();
    }

    /** The user with what the provider says now. */
    User applyTo(User user) {
        return new UserChange(displayName, new UserChange.RoleChange(role), null).applyTo(user);
    }

    /** Whether that user has another role or name by now. */
    boolean differsFrom(User user) {
        return user.role() != role || !Objects.equals(user.displayName(), displayName);
    }

    /** What the groups gave, for people. */
    String roles() {
        Map<String, Role> sorted = new TreeMap<>(projects);
        StringBuilder text = new StringBuilder(role == null ? "no role everywhere" : role.word());
        sorted.forEach((project, own) ->
                text.append(", ").append(own.word()).append(" of ").append(project));
        return text.toString();
    }
}
