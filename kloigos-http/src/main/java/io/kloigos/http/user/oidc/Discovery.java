package io.kloigos.http.user.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a provider tells of itself (OpenID Connect Discovery 1.0), asked when it is needed, and kept for a while. */
final class Discovery {
    static final int TIMEOUT_MS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final Duration KEPT = Duration.ofHours(1);
    /** So that a provider that hangs does not hold everyone who tries. */
    private static final Duration ASKED_AGAIN = Duration.ofSeconds(2);

    private static final int MOST_KEY_BYTES = 256 * 1024;

    private final OidcSettings settings;
    private @Nullable Found found;
    private long failedAt = System.nanoTime() - ASKED_AGAIN.toNanos();

    private record Found(OIDCProviderMetadata metadata, IDTokenValidator validator, long at) {}

    Discovery(OidcSettings settings) {
        this.settings = settings;
    }

    /** {@code UNAVAILABLE} when the provider does not answer, or answers nonsense. */
    OIDCProviderMetadata metadata() {
        return found().metadata();
    }

    /** Checks signature, issuer, audience, times and nonce; fetches keys that it does not know. */
    IDTokenValidator validator() {
        return found().validator();
    }

    static KloigosException unavailable(Exception cause) {
        LOG.warn("The identity provider does not answer as it should: {}", cause.toString());
        return unavailable();
    }

    private static KloigosException unavailable() {
        return new KloigosException(
                ErrorCode.UNAVAILABLE, "The identity provider does not answer. Try again later, or use a password.");
    }

    private synchronized Found found() {
        long now = System.nanoTime();
        if (found != null && now - found.at() < KEPT.toNanos()) {
            return found;
        }
        if (now - failedAt < ASKED_AGAIN.toNanos()) {
            throw unavailable();
        }
        try {
            found = ask();
            return found;
        } catch (GeneralException | IOException | RuntimeException e) {
            failedAt = System.nanoTime();
            throw unavailable(e);
        }
    }

    private Found ask() throws GeneralException, IOException {
        Issuer issuer = new Issuer(settings.issuer());
        OIDCProviderMetadata metadata = OIDCProviderMetadata.resolve(issuer, TIMEOUT_MS, TIMEOUT_MS);
        DefaultResourceRetriever keys = new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, MOST_KEY_BYTES);
        IDTokenValidator validator = new IDTokenValidator(
                issuer,
                new ClientID(settings.clientId()),
                new JWSVerificationKeySelector<SecurityContext>(
                        algorithms(metadata),
                        JWKSourceBuilder.<SecurityContext>create(
                                        metadata.getJWKSetURI().toURL(), keys)
                                .build()),
                null);
        return new Found(metadata, validator, System.nanoTime());
    }

    /** Those that the provider signs with; never with a secret that it shares with others, nor not at all. */
    private static Set<JWSAlgorithm> algorithms(OIDCProviderMetadata metadata) {
        Set<JWSAlgorithm> algorithms = new HashSet<>(JWSAlgorithm.Family.SIGNATURE);
        if (metadata.getIDTokenJWSAlgs() != null) {
            algorithms.retainAll(metadata.getIDTokenJWSAlgs());
        }
        return algorithms.isEmpty() ? Set.of(JWSAlgorithm.RS256) : algorithms;
    }
}
