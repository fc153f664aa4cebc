package io.kloigos.core.database;

import io.kloigos.core.json.Json;
import java.util.List;

/** Tags: a JSON array of texts. */
public final class TextListTypeHandler extends JsonTypeHandler<List<String>> {
    public TextListTypeHandler() {
        super(Json.listOf(String.class));
    }
}
