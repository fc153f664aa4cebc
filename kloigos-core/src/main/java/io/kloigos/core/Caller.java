package io.kloigos.core;

import io.kloigos.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: every change is recorded under this name.
 *
 * @param actor the user, service account or program, 1 to 255 characters
 * @param address where the request came from; null inside the process
 * @param idempotencyKey when given, the first answer to a change is kept for 24 hours and returned again to the same
 *     request under the same key, by whichever instance is asked, also after a crash
 * @param dryRun whether changes are only to be planned: each ends with {@link DryRun}, and nothing of
 *     it stays
 * @param onlyPlan when given, a change is made only if its plan has this hash, else it fails with {@code PLAN_CHANGED}
 * @param scope whose things the caller sees and changes
 * @param userId the user's record; null for the program itself, and for whoever sits at the machine
 */
public record Caller(
        String actor,
        @Nullable String address,
        Optional<String> idempotencyKey,
        boolean dryRun,
        Optional<String> onlyPlan,
        Scope scope,
        @Nullable UUID userId) {
    public Caller {
        Objects.requireNonNull(idempotencyKey);
        Objects.requireNonNull(onlyPlan);
        if (actor.isBlank() || actor.length() > 255) {
            throw KloigosException.invalid("actor", "must be 1 to 255 characters");
        }
        idempotencyKey.ifPresent(Caller::checkKey);
        onlyPlan.ifPresent(Caller::checkPlan);
    }

    /** A caller within this process, who deals with everything. */
    public static Caller of(String actor) {
        return new Caller(actor, null, Optional.empty(), false, Optional.empty(), Scope.EVERYTHING, null);
    }

    /** The same caller at that address. */
    public Caller from(@Nullable String address) {
        return new Caller(actor, address, idempotencyKey, dryRun, onlyPlan, scope, userId);
    }

    public Caller withIdempotencyKey(String key) {
        return new Caller(actor, address, Optional.of(key), dryRun, onlyPlan, scope, userId);
    }

    /** The same caller, whose changes are only planned. */
    public Caller planning() {
        return new Caller(actor, address, Optional.empty(), true, Optional.empty(), scope, userId);
    }

    /** The same caller, who wants a change to do just what was planned. */
    public Caller withPlan(String hash) {
        return new Caller(actor, address, idempotencyKey, dryRun, Optional.of(hash), scope, userId);
    }

    /** The same caller, who sees and changes only that. */
    public Caller within(Scope other) {
        return new Caller(actor, address, idempotencyKey, dryRun, onlyPlan, other, userId);
    }

    /**
     * The id of something new: any one, or, when the change is planned, the same one for the same request, so that a plan
     * tells the names that will be.
     */
    public UUID newId(Object request) {
        return dryRun || onlyPlan.isPresent()
                ? UUID.nameUUIDFromBytes(Json.write(request).getBytes(StandardCharsets.UTF_8))
                : UUID.randomUUID();
    }

    private static void checkPlan(String hash) {
        if (!hash.matches("[0-9a-f]{64}")) {
            throw KloigosException.invalid("If-Match", "must be the plan_hash that a dry run answered");
        }
    }

    private static void checkKey(String key) {
        boolean visibleAscii = key.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        if (key.isEmpty() || key.length() > 200 || !visibleAscii) {
            throw KloigosException.invalid("Idempotency-Key", "must be 1 to 200 visible ASCII characters");
        }
    }
}
