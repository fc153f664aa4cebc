package io.kloigos.http.user.oidc;

import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import io.kloigos.core.user.ProvidedUser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a user from what a provider tells. What the token says counts before what is told beside it. */
final class ProvidedClaims {
    private final OidcSettings settings;
    private final IDTokenClaimsSet token;
    private final Map<String, Object> claims;

    ProvidedClaims(OidcSettings settings, IDTokenClaimsSet token) {
        this(settings, token, token.toJSONObject());
    }

    private ProvidedClaims(OidcSettings settings, IDTokenClaimsSet token, Map<String, Object> claims) {
        this.settings = settings;
        this.token = token;
        this.claims = claims;
    }

    /** Whether there may be more to ask for: tokens often have neither groups nor names. */
    boolean lacksAny() {
        return claim(claims, settings.groupClaim()) == null || claim(claims, settings.nameClaim()) == null;
    }

    ProvidedClaims with(Map<String, Object> beside) {
        Map<String, Object> all = new HashMap<>(beside);
        all.putAll(claims);
        return new ProvidedClaims(settings, token, all);
    }

    ProvidedUser user() {
        String subject = token.getSubject().getValue();
        List<String> groups = groups();
        return new ProvidedUser(
                token.getIssuer().getValue(),
                subject,
                Objects.requireNonNullElse(text(claims, settings.nameClaim()), subject),
                Objects.requireNonNullElse(text(claims, "name"), ""),
                settings.groups().everywhere(groups),
                settings.groups().inProjects(groups));
    }

    private List<String> groups() {
        Object found = claim(claims, settings.groupClaim());
        List<String> groups = new ArrayList<>();
        if (found instanceof Collection<?> several) {
            several.forEach(group -> groups.add(String.valueOf(group)));
        } else if (found instanceof String one) {
            groups.add(one);
        }
        return groups;
    }

    /** A claim by its name, which may have dots; else the dots lead into objects, as in {@code realm_access.roles}. */
    private static @Nullable Object claim(Map<?, ?> claims, String path) {
        Object whole = claims.get(path);
        int dot = path.indexOf('.');
        if (whole != null || dot < 0) {
            return whole;
        }
        return claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
                ? claim(inner, path.substring(dot + 1))
                : null;
    }

    private static @Nullable String text(Map<String, Object> claims, String name) {
        return claims.get(name) instanceof String text ? text : null;
    }
}
