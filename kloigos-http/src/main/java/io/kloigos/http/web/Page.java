package io.kloigos.http.web;

import java.util.Map;

/**
 * One page to render.
 *
 * @param template name of the template in {@code templates/web}, without its ending
 * @param basePath prefix of the page's links
 * @param model what the template reads beside {@code base}
 */
public record Page(String template, String basePath, Map<String, Object> model) {
    public Page {
        model = Map.copyOf(model);
    }
}
