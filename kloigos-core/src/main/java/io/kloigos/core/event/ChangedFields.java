package io.kloigos.core.event;

import io.kloigos.core.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a change made of a record, for events to tell. */
public final class ChangedFields {
    private ChangedFields() {}

    /** Each field that differs, by its name in JSON, with its values before and after; the records must hold no secrets. */
    public static Map<String, List<@Nullable Object>> of(Record before, Record after) {
        Map<String, Object> was = Json.fields(before);
        Map<String, Object> is = Json.fields(after);
        Set<String> names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        Map<String, List<@Nullable Object>> changed = new TreeMap<>();
        for (String name : names) {
            if (!Objects.equals(was.get(name), is.get(name))) {
                changed.put(name, Arrays.asList(was.get(name), is.get(name)));
            }
        }
        return changed;
    }
}
