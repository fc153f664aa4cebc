package io.kloigos.core.user;

import io.kloigos.core.KloigosException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/** Hashes of passwords: Argon2id, in the usual encoding, which names its own parameters. */
final class Passwords {
    private static final int SHORTEST = 10;
    private static final int LONGEST = 1024;
    /** What OWASP recommends: 19 MiB, two passes, one lane. */
    private static final int MEMORY_KIB = 19 * 1024;

    private static final int PASSES = 2;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    /** So that nobody can have all memory filled by logging in often at once. */
    private static final Semaphore AT_ONCE = new Semaphore(4);
    /** Looked at where there is no password, so that it takes as long. */
    private static final String NOBODYS = hash("there is no such password");

    private Passwords() {}

    /** {@code INVALID} for one that is too short to be safe. */
    static void check(String field, String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            throw KloigosException.invalid(field, "must have " + SHORTEST + " to " + LONGEST + " characters");
        }
    }

    static String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        byte[] hash = derive(password, salt, MEMORY_KIB, PASSES, HASH_BYTES);
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=1$" + encode(salt) + "$" + encode(hash);
    }

    /** Takes equally long for any password, and where there is none. */
    static boolean matches(String password, @Nullable String stored) {
        String[] parts = (stored == null ? NOBODYS : stored).split("\\$", -1);
        String[] costs = parts[3].split("[=,]", -1);
        byte[] hash = Base64.getDecoder().decode(parts[5]);
        byte[] derived = derive(
                password,
                Base64.getDecoder().decode(parts[4]),
                Integer.parseInt(costs[1]),
                Integer.parseInt(costs[3]),
                hash.length);
        return MessageDigest.isEqual(hash, derived) && stored != null;
    }

    private static byte[] derive(String password, byte[] salt, int memoryKib, int passes, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        AT_ONCE.acquireUninterruptibly();
        try {
            generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        } finally {
            AT_ONCE.release();
        }
        return hash;
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
