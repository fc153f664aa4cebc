package io.kloigos.http.runbook;

import io.kloigos.core.Checks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that may be written as text, number, or true and false: they are kept as text. */
final class Texts {
    private Texts() {}

    static Map<String, String> of(String field, @Nullable Map<String, Object> values) {
        Map<String, String> texts = new LinkedHashMap<>();
        Checks checks = new Checks();
        if (values != null) {
            values.forEach((name, value) -> {
                boolean plain = !(value instanceof Map) && !(value instanceof List);
                checks.that(plain, field + "." + name, "must be text, a number, true or false");
                texts.put(name, value == null ? "" : String.valueOf(value));
            });
        }
        checks.done();
        return texts;
    }
}
