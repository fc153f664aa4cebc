package io.kloigos.core.user;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.user.SessionMapper.Failures;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Slows down who guesses passwords: each account and each address has a few tries, and then waits twice as long each time. */
final class LoginBrake {
    private static final int TRIES_OF_ACCOUNT = 5;
    /** Many people may come from one address. */
    private static final int TRIES_OF_ADDRESS = 20;

    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final int MOST_DOUBLINGS = 9;
    private static final int NETWORK_BYTES = 8;

    private final Database database;
    private final Clock clock;
    private final Duration forgotten;

    LoginBrake(Database database, Clock clock, Duration forgotten) {
        this.database = database;
        this.clock = clock;
        this.forgotten = forgotten;
    }

    /** Counts a try as a failure for the time being. {@code TOO_MANY_REQUESTS} when it comes too soon. */
    void count(String name, @Nullable String address) {
        database.run(tx -> {
            check(tx, account(name), TRIES_OF_ACCOUNT);
            if (address != null) {
                check(tx, from(address), TRIES_OF_ADDRESS);
                fail(tx, from(address));
            }
            fail(tx, account(name));
        });
    }

    /** The try was none: the account's failures are forgotten, and this one of the address. */
    void forgive(String name, @Nullable String address) {
        database.run(tx -> {
            tx.mapper(SessionMapper.class).forgive(account(name));
            if (address != null) {
                tx.mapper(SessionMapper.class).takeBack(from(address));
            }
        });
    }

    private void check(Transaction tx, String subject, int tries) {
        Failures failures = tx.mapper(SessionMapper.class).failures(subject);
        if (failures == null || failures.failures() < tries) {
            return;
        }
        int doublings = Math.min(failures.failures() - tries, MOST_DOUBLINGS);
        Duration left =
                Duration.between(clock.instant(), failures.lastAt().plus(FIRST_WAIT.multipliedBy(1L << doublings)));
        if (!left.isNegative() && !left.isZero()) {
            throw new KloigosException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "Too many logins have failed. Try again in " + (left.toSeconds() + 1) + " s.");
        }
    }

    private void fail(Transaction tx, String subject) {
        Instant now = clock.instant();
        tx.mapper(SessionMapper.class).fail(subject, now, now.minus(forgotten));
    }

    private static String account(String name) {
        return "account:" + (name.length() > 255 ? name.substring(0, 255) : name);
    }

    /** Of IPv6 the network, as whoever has one address there has them all. */
    static String from(String address) {
        if (!address.contains(":")) {
            return "address:" + address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return "network:" + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
        } catch (UnknownHostException e) {
            return "address:" + address;
        }
    }
}
