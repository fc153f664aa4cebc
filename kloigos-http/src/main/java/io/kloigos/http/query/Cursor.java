package io.kloigos.http.query;

import io.kloigos.core.KloigosException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Paging: a list stays a bare array, and where more may follow, a {@code Link} header with {@code rel="next"} (RFC 8288)
 * names the next page. Its {@code cursor} is opaque to callers.
 */
public final class Cursor {
    private Cursor() {}

    /** The key after which the page begins; null for the first page. */
    public static @Nullable String key(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw foreign();
        }
    }

    /** {@link #key} of a list whose rows are numbered. */
    public static @Nullable Long number(@Nullable String cursor) {
        String key = key(cursor);
        try {
            return key == null ? null : Long.valueOf(key);
        } catch (NumberFormatException e) {
            throw foreign();
        }
    }

    private static KloigosException foreign() {
        return KloigosException.invalid("cursor", "must come from the Link header of the page before");
    }

    /** An answer with this page, and a link to the next one when this one is full. */
    public static <T> Response page(List<T> page, int limit, Function<T, String> key, UriInfo uri) {
        return page(page, Function.identity(), limit, key, uri);
    }

    /** The same, written in that form. */
    public static <T> Response page(
            List<T> page, Function<T, ?> form, int limit, Function<T, String> key, UriInfo uri) {
        ResponseBuilder answer = Response.ok(page.stream().map(form).toList());
        if (page.size() == limit) {
            answer.header(HttpHeaders.LINK, "<" + next(key.apply(page.get(limit - 1)), uri) + ">; rel=\"next\"");
        }
        return answer.build();
    }

    /** The cursor that stands for that key. */
    public static String of(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static URI next(String key, UriInfo uri) {
        String cursor = of(key);
        URI next =
                uri.getRequestUriBuilder().replaceQueryParam("cursor", cursor).build();
        // without scheme and host, which a proxy may know otherwise
        return URI.create(next.getRawPath() + "?" + next.getRawQuery());
    }
}
