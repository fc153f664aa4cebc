package io.kloigos.core.event;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of events as readers see them. Who does not see every event could count the others by the gaps, and is shown
 * numbers in no order instead, which are turned back with a key: a Feistel network of four rounds. Thread-safe.
 */
public final class EventNumbers {
    /** As they are. */
    public static final EventNumbers PLAIN = new EventNumbers(null);

    private static final String ALGORITHM = "HmacSHA256";
    /** Two halves are exact in any JSON reader's numbers. */
    private static final int HALF_BITS = 26;

    private static final long HALF = (1L << HALF_BITS) - 1;
    private static final int ROUNDS = 4;

    private final @Nullable SecretKeySpec key;

    private EventNumbers(@Nullable SecretKeySpec key) {
        this.key = key;
    }

    static EventNumbers with(byte[] key) {
        return new EventNumbers(new SecretKeySpec(key, ALGORITHM));
    }

    /** What the reader is shown. */
    public long hide(long number) {
        if (key == null) {
            return number;
        }
        long left = number >>> HALF_BITS & HALF;
        long right = number & HALF;
        for (int round = 0; round < ROUNDS; round++) {
            long next = left ^ mix(key, round, right);
            left = right;
            right = next;
        }
        return left << HALF_BITS | right;
    }

    /** The number of which that is shown. */
    public long reveal(long shown) {
        if (key == null) {
            return shown;
        }
        long left = shown >>> HALF_BITS & HALF;
        long right = shown & HALF;
        for (int round = ROUNDS - 1; round >= 0; round--) {
            long before = right ^ mix(key, round, left);
            right = left;
            left = before;
        }
        return left << HALF_BITS | right;
    }

    private static long mix(SecretKeySpec key, int round, long half) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((byte) round);
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(half).array());
            return ByteBuffer.wrap(hash).getLong() & HALF;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
