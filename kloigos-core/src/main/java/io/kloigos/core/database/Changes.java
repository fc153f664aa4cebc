package io.kloigos.core.database;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.DryRun;
import io.kloigos.core.KloigosException;
import io.kloigos.core.Sha256;
import io.kloigos.core.database.IdempotencyMapper.StoredAnswer;
import io.kloigos.core.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.apache.ibatis.exceptions.PersistenceException;

/**
 * The way of every change that a caller asks for: one transaction, made once per idempotency key.
 *
 * <p>The answer is stored under the key in the change's own transaction, so that a crash between the change and the
 * answer, or a second instance, cannot make it twice. A refused change is not remembered: it changed nothing.
 */
public final class Changes {
    /** How long an answer is kept. */
    public static final Duration KEPT = Duration.ofHours(24);

    private static final int PRUNED_AT_ONCE = 1000;

    private final Database database;
    private final Clock clock;

    public Changes(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Makes the change, or answers what it answered before under the caller's key.
     *
     * @param operation names the change, such as {@code server.claim}
     * @param request what was asked; the same key with another request is a {@code CONFLICT}
     * @param answerType how the answer is read back
     */
    public <T> T make(
            Caller caller, String operation, Object request, JavaType answerType, Function<Transaction, T> work) {
        if (caller.dryRun() || caller.idempotencyKey().isEmpty()) {
            return database.transact(tx -> rehearsed(caller, work.apply(tx)));
        }
        String key = caller.idempotencyKey().get();
        String fingerprint = fingerprint(operation, request);
        Optional<T> earlier = stored(caller, key, fingerprint, answerType);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        try {
            return database.transact(tx -> remember(tx, caller, key, fingerprint, work));
        } catch (PersistenceException e) {
            if (!SqlErrors.isDuplicate(e, "PRIMARY")) {
                throw e;
            }
            return this.<T>stored(caller, key, fingerprint, answerType).orElseThrow(() -> e);
        }
    }

    /** What just this change answered before under the caller's key; empty for another one, and without a key. */
    public <T> Optional<T> answered(Caller caller, String operation, Object request, JavaType answerType) {
        return caller.idempotencyKey()
                .map(key -> database.transact(tx -> tx.mapper(IdempotencyMapper.class)
                        .find(caller.actor(), key, clock.instant().minus(KEPT))))
                .filter(stored -> stored.fingerprint().equals(fingerprint(operation, request)))
                .map(stored -> Json.read(stored.answer(), answerType));
    }

    /** A dry run that came so far needs no task: its change is taken back, and touches no host. */
    private static <T> T rehearsed(Caller caller, T answer) {
        if (caller.dryRun()) {
            throw new DryRun(null);
        }
        return answer;
    }

    /** Forgets answers that have been kept long enough, in small bites. */
    void prune() {
        int pruned;
        do {
            pruned = database.transact(tx ->
                    tx.mapper(IdempotencyMapper.class).prune(clock.instant().minus(KEPT), PRUNED_AT_ONCE));
        } while (pruned == PRUNED_AT_ONCE);
    }

    private <T> T remember(
            Transaction tx, Caller caller, String key, String fingerprint, Function<Transaction, T> work) {
        IdempotencyMapper keys = tx.mapper(IdempotencyMapper.class);
        keys.deleteOlder(caller.actor(), key, clock.instant().minus(KEPT));
        // first of all: the same request that arrives meanwhile waits here, and then finds the answer
        keys.insert(caller.actor(), key, fingerprint, clock.instant());
        T answer = work.apply(tx);
        keys.setAnswer(caller.actor(), key, Json.write(answer));
        return answer;
    }

    private <T> Optional<T> stored(Caller caller, String key, String fingerprint, JavaType answerType) {
        StoredAnswer stored = database.transact(tx -> tx.mapper(IdempotencyMapper.class)
                .find(caller.actor(), key, clock.instant().minus(KEPT)));
        if (stored == null) {
            return Optional.empty();
        }
        if (!stored.fingerprint().equals(fingerprint)) {
            throw KloigosException.conflict("The Idempotency-Key " + key
                    + " was used for a different request in the last 24 hours. Use a new key.");
        }
        return Optional.of(Json.read(stored.answer(), answerType));
    }

    private static String fingerprint(String operation, Object request) {
        return Sha256.of(operation + "\n" + Json.write(request));
    }
}
