package io.kloigos.http.user.oidc;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.kloigos.core.user.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A login that has begun: a secret that only the browser has, in a cookie, from which the numbers of the protocol are
 * derived. So no instance keeps anything, and any can go on.
 *
 * @param next the page to go on to
 */
record LoginAttempt(Secret secret, String next) {
    static final String COOKIE = "kloigos_oidc";
    static final int SECONDS = 600;

    private static final int SECRET_LENGTH = 43;

    static LoginAttempt begin(String next) {
        return new LoginAttempt(Secret.random(""), next);
    }

    /** The attempt that the browser has begun; empty without. */
    static Optional<LoginAttempt> of(@Nullable String cookie) {
        if (cookie == null || cookie.length() < SECRET_LENGTH) {
            return Optional.empty();
        }
        return Optional.of(
                new LoginAttempt(new Secret(cookie.substring(0, SECRET_LENGTH)), cookie.substring(SECRET_LENGTH)));
    }

    String cookie() {
        return secret.text() + next;
    }

    /** Comes back with the browser, so that no other site can have it log in as somebody else. */
    State state() {
        return new State(secret.derived("state"));
    }

    /** Comes back in the token, so that no other login's can be put in its place. */
    Nonce nonce() {
        return new Nonce(secret.derived("nonce"));
    }

    /** Shows the provider that who brings the code is who began. */
    CodeVerifier verifier() {
        return new CodeVerifier(secret.derived("verifier"));
    }
}
