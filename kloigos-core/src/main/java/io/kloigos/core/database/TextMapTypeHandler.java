package io.kloigos.core.database;

import io.kloigos.core.json.Json;
import java.util.Map;

/** Labels and annotations: a JSON object of texts. */
public final class TextMapTypeHandler extends JsonTypeHandler<Map<String, String>> {
    public TextMapTypeHandler() {
        super(Json.textMap());
    }
}
