package io.kloigos.core.user;

import io.kloigos.core.Sha256;
import java.security.SecureRandom;
import java.util.Base64;

/** What a token or session is known by: 256 random bits, of which only the hash is kept. */
public record Secret(String text) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    /** A new one behind that prefix. */
    public static Secret random(String prefix) {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Secret(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What is kept. It needs no salt and no work factor: nobody can guess 256 bits. */
    String hash() {
        return Sha256.of(text);
    }

    /** What pages send along with changes, so that no other site's page can: whoever has the session can tell it. */
    public String csrfToken() {
        return derived("csrf");
    }

    /** Another secret, which does not tell this one: the same for the same purpose. */
    public String derived(String purpose) {
        return Sha256.of(purpose + " " + text);
    }

    @Override
    public String toString() {
        return "Secret[…]";
    }
}
