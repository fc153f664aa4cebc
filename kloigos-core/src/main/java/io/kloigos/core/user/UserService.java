package io.kloigos.core.user;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.SqlErrors;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.ChangedFields;
import io.kloigos.core.event.EventService;
import io.kloigos.core.json.Json;
import io.kloigos.core.task.Approvers;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.exceptions.PersistenceException;
import org.jspecify.annotations.Nullable;

/** Users. There is always one who may do everything, once there is any. */
public final class UserService implements Approvers {
    /** The most that one list holds. */
    public static final int MOST = 1000;

    private static final long ASKED_AGAIN_NANOS = 1_000_000_000L;

    private final Database database;
    private final Changes changes;
    private final EventService events;
    private final Clock clock;
    private volatile boolean someKnown;
    private volatile long askedAt = System.nanoTime() - ASKED_AGAIN_NANOS;

    public UserService(Database database, Changes changes, EventService events, Clock clock) {
        this.database = database;
        this.changes = changes;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public boolean areThereOthers(Transaction tx, String actor, UUID taskId) {
        return tx.mapper(UserMapper.class).areThereOtherApprovers(actor, taskId);
    }

    /** Whether there are any, as of a second ago. Once there are, there always will be. */
    public boolean areThereAny() {
        if (!someKnown && System.nanoTime() - askedAt >= ASKED_AGAIN_NANOS) {
            someKnown = database.transact(tx -> tx.mapper(UserMapper.class).areThereAny());
            askedAt = System.nanoTime();
        }
        return someKnown;
    }

    /**
     * Makes the first user, who may do everything, unless there is one already.
     *
     * @return the password, which is good for one login and setting another one; empty when there are users
     */
    public Optional<String> makeFirst(Caller caller, String name) {
        String password = Secret.random("").text();
        return database.transact(tx -> {
            UserMapper users = tx.mapper(UserMapper.class);
            if (users.areThereAny()) {
                return Optional.<String>empty();
            }
            UserRequest request = new UserRequest(name, "", User.Kind.PERSON, Role.ADMIN, null);
            insert(tx, caller, UUID.randomUUID(), request, Passwords.hash(password), true);
            return Optional.of(password);
        });
    }

    /** {@code CONFLICT} when the name is taken, and for a first user who is no admin with a password. */
    public User create(Caller caller, UserRequest request) {
        String password = request.password();
        String hash = password == null ? null : Passwords.hash(password);
        UserRequest kept = request.withoutPassword();
        try {
            User made = changes.make(caller, "user.create", kept, Json.type(User.class), tx -> {
                if (!tx.mapper(UserMapper.class).areThereAny() && (request.role() != Role.ADMIN || hash == null)) {
                    throw KloigosException.conflict("The first user must have the role admin and a password: from then"
                            + " on nobody gets in without a user.");
                }
                return insert(tx, caller, caller.newId(kept), kept, hash, false);
            });
            someKnown = true;
            return made;
        } catch (PersistenceException e) {
            if (SqlErrors.isDuplicate(e, "user_account_name")) {
                throw KloigosException.conflict("There is a user " + request.name() + " already.");
            }
            throw e;
        }
    }

    /** {@code NOT_FOUND} when there is no such user. */
    public User get(UUID userId) {
        return database.transact(tx -> get(tx, userId));
    }

    /**
     * All of them, by name.
     *
     * @param after only those of later names; null for all
     */
    public List<User> list(@Nullable String after, int limit) {
        if (limit < 1 || limit > MOST) {
            throw KloigosException.invalid("limit", "must be between 1 and " + MOST);
        }
        return database.transact(tx -> tx.mapper(UserMapper.class).list(after, limit));
    }

    /** The user of that id or name. {@code NOT_FOUND} when there is none. */
    public static User find(Transaction tx, String idOrName) {
        UserMapper users = tx.mapper(UserMapper.class);
        User named = users.named(idOrName);
        if (named == null) {
            named = uuid(idOrName).map(users::find).orElse(null);
        }
        if (named == null) {
            throw KloigosException.notFound("user", idOrName);
        }
        return named;
    }

    /** Whether there is a user of that name who may do nothing for now. */
    public static boolean isDisabled(Transaction tx, String name) {
        User user = tx.mapper(UserMapper.class).named(name);
        return user != null && user.disabled();
    }

    /** Changes a user. {@code CONFLICT} when nobody would be left who may do everything. */
    public User change(Caller caller, UUID userId, UserChange change) {
        record Request(UUID userId, UserChange change) {}
        return changes.make(caller, "user.change", new Request(userId, change), Json.type(User.class), tx -> {
            UserMapper users = tx.mapper(UserMapper.class);
            List<UUID> admins = users.lockAdmins();
            User before = lock(tx, userId);
            User after = change.applyTo(before);
            if (after.role() != Role.ADMIN || after.disabled()) {
                checkOthers(admins, userId);
            }
            users.update(after);
            if (after.disabled()) {
                tx.mapper(SessionMapper.class).deleteOf(userId);
            }
            events.record(
                    tx,
                    caller,
                    "user.changed",
                    User.target(userId),
                    "User " + after.name() + " was changed",
                    null,
                    ChangedFields.of(before, after));
            return after;
        });
    }

    /** Removes a user with its tokens and sessions. {@code CONFLICT} when nobody would be left who may do everything. */
    public void delete(Caller caller, UUID userId) {
        changes.make(caller, "user.delete", userId, Json.type(UUID.class), tx -> {
            List<UUID> admins = tx.mapper(UserMapper.class).lockAdmins();
            User user = lock(tx, userId);
            checkOthers(admins, userId);
            tx.mapper(UserMapper.class).delete(userId);
            record(tx, caller, "user.deleted", user, "was removed");
            return userId;
        });
    }

    /** Gives a user another password, which that user has to change at the next login; its sessions end. */
    public void resetPassword(Caller caller, UUID userId, String password) {
        Passwords.check("password", password);
        setPassword(caller, userId, password, true);
    }

    /** Changes one's own password; other sessions end. {@code INVALID} when the current one is wrong. */
    public void changePassword(Caller caller, UUID userId, String current, String next) {
        Passwords.check("new_password", next);
        String name = get(userId).name();
        UserMapper.Credentials credentials =
                database.transact(tx -> tx.mapper(UserMapper.class).credentials(name));
        if (!Passwords.matches(current, credentials == null ? null : credentials.passwordHash())) {
            throw KloigosException.invalid("current_password", "is not your password");
        }
        setPassword(caller, userId, next, false);
    }

    private void setPassword(Caller caller, UUID userId, String password, boolean expired) {
        String hash = Passwords.hash(password);
        database.run(tx -> {
            User user = lock(tx, userId);
            if (user.kind() == User.Kind.SERVICE) {
                throw KloigosException.conflict(
                        "Service accounts have no password. Make a token for it: POST /api/v1/tokens.");
            }
            tx.mapper(UserMapper.class).setPassword(userId, hash, expired);
            tx.mapper(SessionMapper.class).deleteOf(userId);
            record(tx, caller, "user.password_set", user, "has another password");
        });
    }

    User insert(
            Transaction tx, Caller caller, UUID userId, UserRequest request, @Nullable String hash, boolean expired) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        User user = new User(
                userId,
                request.name(),
                request.displayName(),
                request.kind(),
                request.role(),
                hash != null,
                expired,
                false,
                now,
                null);
        tx.mapper(UserMapper.class).insert(user, hash);
        record(tx, caller, "user.created", user, "was made");
        return user;
    }

    static void checkOthers(List<UUID> admins, UUID userId) {
        if (admins.equals(List.of(userId))) {
            throw KloigosException.conflict(
                    "This is the last user who may do everything. Make another one an admin first.");
        }
    }

    static User get(Transaction tx, UUID userId) {
        return Optional.ofNullable(tx.mapper(UserMapper.class).find(userId))
                .orElseThrow(() -> KloigosException.notFound("user", userId));
    }

    private static User lock(Transaction tx, UUID userId) {
        return Optional.ofNullable(tx.mapper(UserMapper.class).lock(userId))
                .orElseThrow(() -> KloigosException.notFound("user", userId));
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void record(Transaction tx, Caller caller, String type, User user, String what) {
        events.record(tx, caller, type, User.target(user.userId()), "User " + user.name() + " " + what);
    }
}
