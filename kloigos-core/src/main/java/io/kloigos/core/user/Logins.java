package io.kloigos.core.user;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Logging in and out. Sessions are rows, so that any instance knows them. */
public final class Logins {
    /** A session ends when it is not used that long. */
    public static final Duration IDLE = Duration.ofHours(12);
    /** And at the latest after that. */
    public static final Duration LONGEST = Duration.ofDays(7);

    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);
    private static final Duration FORGOTTEN = Duration.ofDays(1);
    private static final int PRUNED_AT_ONCE = 1000;

    private final Database database;
    private final EventService events;
    private final Clock clock;
    private final LoginBrake brake;

    public Logins(Database database, EventService events, Clock clock) {
        this.database = database;
        this.events = events;
        this.clock = clock;
        this.brake = new LoginBrake(database, clock, FORGOTTEN);
    }

    /**
     * Begins a session. {@code UNAUTHENTICATED} when name and password do not go together, {@code TOO_MANY_REQUESTS} after
     * too many of these.
     */
    public Secret login(String name, String password, @Nullable String address) {
        // counted before the password is looked at, so that many at once do not get more tries than one by one
        brake.count(name, address);
        UserMapper.Credentials user =
                database.transact(tx -> tx.mapper(UserMapper.class).credentials(name));
        if (!Passwords.matches(password, user == null ? null : user.passwordHash()) || user == null) {
            throw new KloigosException(
                    ErrorCode.UNAUTHENTICATED, "The name or the password is wrong, or the user is disabled.");
        }
        brake.forgive(name, address);
        return begin(user.userId(), name, address);
    }

    /** Begins a session of one who has shown who it is. */
    Secret begin(UUID userId, String name, @Nullable String address) {
        Secret secret = Secret.random("");
        Instant now = clock.instant();
        database.run(tx -> {
            tx.mapper(SessionMapper.class).insert(secret.hash(), userId, address, now);
            tx.mapper(UserMapper.class).loggedIn(userId, now);
            events.record(
                    tx,
                    Caller.of(name).from(address),
                    "user.logged_in",
                    User.target(userId),
                    "User " + name + " logged in");
        });
        return secret;
    }

    /** Whose session that is; empty when it is none, or has ended. */
    public Optional<Principal> principal(Secret session) {
        Instant now = clock.instant();
        return database.transact(tx -> {
            SessionMapper sessions = tx.mapper(SessionMapper.class);
            UUID userId = sessions.userOf(session.hash(), now.minus(IDLE), now.minus(LONGEST));
            if (userId == null) {
                return Optional.<Principal>empty();
            }
            sessions.seen(session.hash(), now, now.minus(NOTED_EVERY));
            return Optional.of(Principals.of(tx, userId));
        });
    }

    /** Ends a session; does nothing when it has ended. */
    public void logout(Secret session) {
        database.run(tx -> tx.mapper(SessionMapper.class).delete(session.hash()));
    }

    /** Forgets sessions that have ended and failures that are long ago; to be called now and then. */
    public void prune() {
        Instant now = clock.instant();
        int pruned;
        do {
            pruned = database.transact(tx -> tx.mapper(SessionMapper.class).prune(now.minus(IDLE), PRUNED_AT_ONCE)
                    + tx.mapper(SessionMapper.class).pruneFailures(now.minus(FORGOTTEN), PRUNED_AT_ONCE));
        } while (pruned >= PRUNED_AT_ONCE);
    }
}
