package io.kloigos.core;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: every change is recorded under this name.
 *
 * @param actor the user, service account or program, 1 to 255 characters
 * @param address where the request came from; null inside the process
 * @param idempotencyKey when given, the first answer to a change is kept for 24 hours and returned again to the same
 *     request under the same key, by whichever instance is asked, also after a crash
 */
public record Caller(String actor, @Nullable String address, Optional<String> idempotencyKey) {
    public Caller {
        Objects.requireNonNull(idempotencyKey);
        if (actor.isBlank() || actor.length() > 255) {
            throw KloigosException.invalid("actor", "must be 1 to 255 characters");
        }
        idempotencyKey.ifPresent(Caller::checkKey);
    }

    /** A caller within this process. */
    public static Caller of(String actor) {
        return new Caller(actor, null, Optional.empty());
    }

    public Caller withIdempotencyKey(String key) {
        return new Caller(actor, address, Optional.of(key));
    }

    private static void checkKey(String key) {
        boolean visibleAscii = key.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        if (key.isEmpty() || key.length() > 200 || !visibleAscii) {
            throw KloigosException.invalid("Idempotency-Key", "must be 1 to 200 visible ASCII characters");
        }
    }
}
