package io.kloigos.http.web;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One page to render.
 *
 * @param template name of the template in {@code templates/web}, without its ending
 * @param model what the template reads beside what every page has
 */
public record Page(String template, Map<String, Object> model) {
    public Page {
        model = Map.copyOf(model);
    }

    public static Page of(String template) {
        return new Page(template, Map.of());
    }

    /** The same with one more thing to read; without it when it is null. */
    public Page with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        Map<String, Object> more = new HashMap<>(model);
        more.put(name, value);
        return new Page(template, more);
    }
}
