package io.kloigos.http.console;

import io.kloigos.core.Caller;
import io.kloigos.http.security.Credentials;
import io.kloigos.http.security.SessionCookie;
import jakarta.websocket.Session;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the request that became a WebSocket shows of who made it. */
record Upgrade(@Nullable String authorization, @Nullable String cookies) {
    private static final String KEY = Upgrade.class.getName();

    /** Keeps it with the WebSocket's properties. */
    static void keep(Map<String, Object> properties, Map<String, List<String>> headers) {
        properties.put(KEY, new Upgrade(first(headers, HttpHeaders.AUTHORIZATION), first(headers, HttpHeaders.COOKIE)));
    }

    static Upgrade of(Session session) {
        return (Upgrade) Objects.requireNonNull(session.getUserProperties().get(KEY));
    }

    /** {@code UNAUTHENTICATED} when it shows nobody. */
    Caller caller(Credentials credentials, @Nullable String address) {
        String actor =
                credentials.identify(authorization, SessionCookie.of(cookies)).actor();
        return Caller.of(actor).from(address);
    }

    private static @Nullable String first(Map<String, List<String>> headers, String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .findFirst()
                .orElse(null);
    }
}
