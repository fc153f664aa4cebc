package io.kloigos.core.user;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.SqlErrors;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.ChangedFields;
import io.kloigos.core.event.EventService;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.ibatis.exceptions.PersistenceException;
import org.jspecify.annotations.Nullable;

/** Logging in with what an identity provider says. It makes users, and gives and takes their roles. */
public final class ProviderLogins {
    private final Database database;
    private final UserService users;
    private final Logins logins;
    private final EventService events;
    private final Clock clock;

    public ProviderLogins(Database database, UserService users, Logins logins, EventService events, Clock clock) {
        this.database = database;
        this.users = users;
        this.logins = logins;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Begins a session for a user whom the provider has just told of; makes the user the first time. Roles become what the
     * provider says; roles in projects that somebody here gave stay.
     *
     * <p>{@code FORBIDDEN} for one who would have no role at all, {@code CONFLICT} when the name is another user's or nobody
     * would be left who may do everything, {@code UNAUTHENTICATED} when the user is disabled.
     */
    public Secret login(ProvidedUser provided, @Nullable String address) {
        Principal user = principal(provided, address);
        checkRoles(user);
        return logins.begin(user.userId(), user.name(), address);
    }

    private static void checkRoles(Principal user) {
        if (hasNone(user)) {
            throw new KloigosException(
                    ErrorCode.FORBIDDEN, "None of your groups has a role here. Ask an admin, then log in again.");
        }
    }

    private static boolean hasNone(Principal user) {
        return user.role() == null && user.projects().isEmpty();
    }

    private Principal principal(ProvidedUser provided, @Nullable String address) {
        try {
            return database.transact(tx -> known(tx, provided, address));
        } catch (PersistenceException e) {
            if (!SqlErrors.isDuplicate(e, "user_account_name")) {
                throw e;
            }
            return madeMeanwhile(provided, address);
        }
    }

    /** Two first logins at once want the same name; the second is the user that the first has made. */
    private Principal madeMeanwhile(ProvidedUser provided, @Nullable String address) {
        return database.transact(tx -> {
            if (mapper(tx).userOf(provided.issuer(), provided.subject()) == null) {
                throw KloigosException.conflict("There is a user " + provided.name()
                        + " here already, who is not you as far as the provider tells. Ask an admin.");
            }
            return known(tx, provided, address);
        });
    }

    private Principal known(Transaction tx, ProvidedUser provided, @Nullable String address) {
        UUID found = mapper(tx).userOf(provided.issuer(), provided.subject());
        if (found == null) {
            Principal made =
                    keepUp(tx, make(tx, Caller.of(provided.name()).from(address), provided), provided, address);
            // nothing stays of one who may do nothing
            checkRoles(made);
            return made;
        }
        Principal user = keepUp(tx, found, provided, address);
        if (hasNone(user)) {
            tx.mapper(SessionMapper.class).deleteOf(found);
        }
        return user;
    }

    private Principal keepUp(Transaction tx, UUID userId, ProvidedUser provided, @Nullable String address) {
        Principal before = Principals.of(tx, userId);
        keepUpUser(tx, userId, provided);
        keepUpProjects(tx, userId, provided.projects());
        Principal after = Principals.of(tx, userId);
        if (!before.equals(after)) {
            events.record(
                    tx,
                    Caller.of(after.name()).from(address),
                    "user.changed",
                    User.target(userId),
                    "User " + after.name() + " has the roles of the provider's groups: " + provided.roles(),
                    null,
                    ChangedFields.of(before, after));
        }
        return after;
    }

    private UUID make(Transaction tx, Caller self, ProvidedUser provided) {
        UUID userId = UUID.randomUUID();
        UserRequest request =
                new UserRequest(provided.name(), provided.displayName(), User.Kind.PERSON, provided.role(), null);
        users.insert(tx, self, userId, request, null, false);
        mapper(tx).insert(provided, userId, now());
        return userId;
    }

    private static void keepUpUser(Transaction tx, UUID userId, ProvidedUser provided) {
        UserMapper mapper = tx.mapper(UserMapper.class);
        User user = UserService.get(tx, userId);
        if (user.disabled()) {
            throw new KloigosException(ErrorCode.UNAUTHENTICATED, "The user is disabled.");
        }
        if (provided.differsFrom(user)) {
            User after = provided.applyTo(user);
            if (after.role() != Role.ADMIN) {
                UserService.checkOthers(mapper.lockAdmins(), userId);
            }
            mapper.update(after);
        }
    }

    private void keepUpProjects(Transaction tx, UUID userId, Map<String, Role> projects) {
        Map<String, Role> had = mapper(tx).givenByGroups(userId).stream()
                .collect(Collectors.toMap(UserMapper.Membership::projectId, UserMapper.Membership::role));
        had.forEach((project, role) -> {
            if (projects.get(project) != role) {
                mapper(tx).take(userId, project);
            }
        });
        projects.forEach((project, role) -> {
            if (had.get(project) != role) {
                mapper(tx).give(UUID.randomUUID(), userId, project, role, now());
            }
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static ProvidedUserMapper mapper(Transaction tx) {
        return tx.mapper(ProvidedUserMapper.class);
    }
}
