package io.kloigos.http.user.oidc;

import io.kloigos.core.KloigosException;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The provider with which people log in.
 *
 * @param issuer its URL, as its discovery document has it
 * @param clientSecret null for a public client, which PKCE alone protects
 * @param scopes what is asked for; {@code openid} is one of them
 * @param nameClaim the claim that has a user's name
 * @param groupClaim the claim that has the groups; dots lead into objects
 * @param label what the page calls the provider
 * @param redirectUri where the provider sends browsers back to; null for where they came from
 */
public record OidcSettings(
        URI issuer,
        String clientId,
        @Nullable String clientSecret,
        Set<String> scopes,
        String nameClaim,
        String groupClaim,
        GroupRoles groups,
        String label,
        @Nullable URI redirectUri) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public OidcSettings {
        scopes = Set.copyOf(scopes);
        if (!isSafe(issuer)) {
            throw KloigosException.invalid("--oidc-issuer", "must be an https URL");
        }
        if (redirectUri != null && !isSafe(redirectUri)) {
            throw KloigosException.invalid("--oidc-redirect-uri", "must be an https URL");
        }
        if (clientId.isBlank()) {
            throw KloigosException.invalid("--oidc-client-id", "must be given along with --oidc-issuer");
        }
        if (!scopes.contains("openid")) {
            throw KloigosException.invalid("--oidc-scopes", "must contain openid");
        }
        if (groups.rules().isEmpty()) {
            throw KloigosException.invalid(
                    "--oidc-groups", "must say who may do what, such as 'kvm-admins=admin;*=viewer'");
        }
    }

    /** Only on this machine nobody listens between. */
    private static boolean isSafe(URI uri) {
        return uri.getHost() != null
                && ("https".equals(uri.getScheme())
                        || "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost()));
    }

    @Override
    public String toString() {
        return "OidcSettings[issuer=" + issuer + ", clientId=" + clientId + "]";
    }
}
