package io.kloigos.http.web;

import io.kloigos.http.query.Cursor;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a list page goes on, and what it is filtered by.
 *
 * @param next the query of the next page; null on the last one
 * @param first the query of the first page; null on that one
 * @param filters the values of the filters that are set
 */
public record Paging(@Nullable String next, @Nullable String first, Map<String, String> filters) {
    /** How many rows a page has. */
    public static final int ROWS = 50;

    public Paging {
        filters = Map.copyOf(filters);
    }

    /** Of a list that was asked for {@link #ROWS}, continued behind the key of its last row. */
    public static <T> Paging of(List<T> rows, Function<T, String> key, UriInfo uri) {
        return of(rows, key, ROWS, uri);
    }

    /** Of a list that was asked for so many. */
    public static <T> Paging of(List<T> rows, Function<T, String> key, int asked, UriInfo uri) {
        Map<String, String> filters = filters(uri.getQueryParameters());
        String next =
                rows.size() < asked ? null : query(filters) + "cursor=" + Cursor.of(key.apply(rows.get(asked - 1)));
        String first = uri.getQueryParameters().containsKey("cursor") ? query(filters) : null;
        return new Paging(next, first, filters);
    }

    /** Of a list that is always whole. */
    public static Paging whole(UriInfo uri) {
        return new Paging(null, null, filters(uri.getQueryParameters()));
    }

    private static Map<String, String> filters(MultivaluedMap<String, String> query) {
        Map<String, String> filters = new LinkedHashMap<>();
        query.forEach((name, values) -> {
            if (!name.equals("cursor") && !values.get(0).isEmpty()) {
                filters.put(name, values.get(0));
            }
        });
        return filters;
    }

    private static String query(Map<String, String> filters) {
        return filters.entrySet().stream()
                .map(filter -> encode(filter.getKey()) + "=" + encode(filter.getValue()) + "&")
                .collect(Collectors.joining("", "?", ""));
    }

    private static String encode(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }
}
