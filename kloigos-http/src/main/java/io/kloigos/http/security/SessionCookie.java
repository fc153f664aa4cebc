package io.kloigos.http.security;

import io.kloigos.core.user.Logins;
import io.kloigos.core.user.Secret;
import io.kloigos.http.connection.ForwardedHeaders;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of pages: the session, which no script can read, and the token that our own scripts send along with changes
 * as {@code X-CSRF-Token}.
 */
public final class SessionCookie {
    public static final String NAME = "kloigos_session";
    public static final String CSRF_NAME = "kloigos_csrf";
    public static final String CSRF_HEADER = "X-CSRF-Token";

    private SessionCookie() {}

    /** The session that the request shows. */
    public static Optional<Secret> of(ContainerRequestContext request) {
        return of(request.getCookies().get(NAME));
    }

    /** The same from its cookie. */
    public static Optional<Secret> of(@Nullable Cookie cookie) {
        return Optional.ofNullable(cookie)
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty())
                .map(Secret::new);
    }

    /** The same from the header that has all cookies, as RFC 6265 writes it. */
    public static Optional<Secret> of(@Nullable String header) {
        return Stream.of(header == null ? new String[0] : header.split(";", -1))
                .map(String::strip)
                .filter(each -> each.startsWith(NAME + "="))
                .map(each -> each.substring(NAME.length() + 1))
                .filter(value -> !value.isEmpty())
                .map(Secret::new)
                .findFirst();
    }

    /** Both cookies of a session that begins. */
    public static NewCookie[] begin(Secret session, HttpHeaders headers) {
        int age = (int) Logins.LONGEST.toSeconds();
        return new NewCookie[] {
            cookie(NAME, session.text(), age, true, headers),
            cookie(CSRF_NAME, session.csrfToken(), age, false, headers)
        };
    }

    /** Takes both cookies away. */
    public static NewCookie[] end(HttpHeaders headers) {
        return new NewCookie[] {cookie(NAME, "", 0, true, headers), cookie(CSRF_NAME, "", 0, false, headers)};
    }

    /** A cookie of ours that no script can read. */
    public static NewCookie hidden(String name, String value, int age, HttpHeaders headers) {
        return cookie(name, value, age, true, headers);
    }

    /** Whether the browser speaks HTTPS, with a trusted proxy in front of us. */
    public static boolean isHttps(HttpHeaders headers) {
        return "https".equalsIgnoreCase(headers.getHeaderString(ForwardedHeaders.PROTO));
    }

    private static NewCookie cookie(String name, String value, int age, boolean httpOnly, HttpHeaders headers) {
        return new NewCookie.Builder(name)
                .value(value)
                .path("/")
                .maxAge(age)
                .httpOnly(httpOnly)
                .secure(isHttps(headers))
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }
}
