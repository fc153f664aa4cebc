package io.kloigos.http.cli;

import io.kloigos.core.KloigosException;
import io.kloigos.http.user.oidc.GroupRoles;
import io.kloigos.http.user.oidc.OidcSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The OpenID Connect provider with which people log in. */
final class OidcOptions {
    @Option(
            names = "--oidc-issuer",
            paramLabel = "URL",
            defaultValue = "${env:KLOIGOS_OIDC_ISSUER:-}",
            description = "An OpenID Connect provider with which people log in (env KLOIGOS_OIDC_ISSUER). With one,"
                    + " nobody comes in unknown on loopback either.")
    String issuer = "";

    @Option(
            names = "--oidc-client-id",
            paramLabel = "ID",
            defaultValue = "${env:KLOIGOS_OIDC_CLIENT_ID:-}",
            description = "What the provider calls this server (env KLOIGOS_OIDC_CLIENT_ID).")
    String clientId = "";

    @Option(
            names = "--oidc-client-secret-file",
            paramLabel = "FILE",
            defaultValue = "${env:KLOIGOS_OIDC_CLIENT_SECRET_FILE:-}",
            description = "A file with the client's secret; none for a public client"
                    + " (env KLOIGOS_OIDC_CLIENT_SECRET_FILE, or the secret itself in KLOIGOS_OIDC_CLIENT_SECRET).")
    String secretFile = "";

    @Option(
            names = "--oidc-scopes",
            paramLabel = "SCOPE",
            split = "[ ,]+",
            defaultValue = "${env:KLOIGOS_OIDC_SCOPES:-openid,profile,email}",
            description = "What is asked for (env KLOIGOS_OIDC_SCOPES, default openid,profile,email).")
    Set<String> scopes = Set.of();

    @Option(
            names = "--oidc-name-claim",
            paramLabel = "CLAIM",
            defaultValue = "${env:KLOIGOS_OIDC_NAME_CLAIM:-preferred_username}",
            description = "The claim that has a user's name (env KLOIGOS_OIDC_NAME_CLAIM, default preferred_username).")
    String nameClaim = "";

    @Option(
            names = "--oidc-group-claim",
            paramLabel = "CLAIM",
            defaultValue = "${env:KLOIGOS_OIDC_GROUP_CLAIM:-groups}",
            description = "The claim that has a user's groups; dots lead into objects, as in realm_access.roles"
                    + " (env KLOIGOS_OIDC_GROUP_CLAIM, default groups).")
    String groupClaim = "";

    @Option(
            names = "--oidc-groups",
            paramLabel = "GROUP=ROLE[:PROJECT]",
            split = ";",
            defaultValue = "${env:KLOIGOS_OIDC_GROUPS:-}",
            description = "What groups may do, everywhere or in a project, such as"
                    + " 'kvm-admins=admin;team-a=operator:team-a;*=viewer' (env KLOIGOS_OIDC_GROUPS). * is everybody.")
    List<String> groups = List.of();

    @Option(
            names = "--oidc-label",
            paramLabel = "TEXT",
            defaultValue = "${env:KLOIGOS_OIDC_LABEL:-OpenID Connect}",
            description = "What the login page calls the provider (env KLOIGOS_OIDC_LABEL).")
    String label = "";

    @Option(
            names = "--oidc-redirect-uri",
            paramLabel = "URL",
            defaultValue = "${env:KLOIGOS_OIDC_REDIRECT_URI:-}",
            description =
                    "Where the provider sends browsers back to, if that is not the address that they came from with"
                            + " /login/oidc/callback (env KLOIGOS_OIDC_REDIRECT_URI).")
    String redirectUri = "";

    /** Null without a provider. */
    @Nullable
    OidcSettings settings() {
        if (issuer.isEmpty()) {
            return null;
        }
        return new OidcSettings(
                uri("--oidc-issuer", issuer),
                clientId,
                secret(),
                scopes,
                nameClaim,
                groupClaim,
                GroupRoles.parse(groups.stream().filter(rule -> !rule.isBlank()).toList()),
                label,
                redirectUri.isEmpty() ? null : uri("--oidc-redirect-uri", redirectUri));
    }

    private @Nullable String secret() {
        if (secretFile.isEmpty()) {
            String secret = System.getenv("KLOIGOS_OIDC_CLIENT_SECRET");
            return secret == null || secret.isEmpty() ? null : secret;
        }
        try {
            return Files.readString(Path.of(secretFile)).strip();
        } catch (IOException e) {
            throw KloigosException.invalid("--oidc-client-secret-file", secretFile + " cannot be read");
        }
    }

    private static URI uri(String option, String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw KloigosException.invalid(option, "is not a URL");
        }
    }
}
