package io.kloigos.core.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.Map;

/** How records are written into JSON columns: snake_case, ISO 8601 times, unknown fields of newer writers ignored. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // some were once written in lower case
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    /** One of its own: how a mapper writes an enum is settled when it first does so, whatever it is told later. */
    private static final ObjectMapper IN_LOWER_CASE =
            MAPPER.copy().configure(EnumFeature.WRITE_ENUMS_TO_LOWERCASE, true);

    private Json() {}

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + value.getClass() + " as JSON", e);
        }
    }

    /** The fields of a record by name, with the words of enums in lower case, as the API has them. */
    public static Map<String, Object> fields(Record value) {
        try {
            return read(IN_LOWER_CASE.writeValueAsString(value), objectMap());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + value.getClass() + " as JSON", e);
        }
    }

    public static <T> T read(String json, Class<T> type) {
        return read(json, MAPPER.constructType(type));
    }

    public static <T> T read(String json, JavaType type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON is not a " + type, e);
        }
    }

    /** A type of its own. */
    public static JavaType type(Class<?> type) {
        return MAPPER.constructType(type);
    }

    /** The type of a list of that element. */
    public static JavaType listOf(Class<?> element) {
        return MAPPER.getTypeFactory().constructCollectionType(java.util.List.class, element);
    }

    /** The type of an object whose values are texts. */
    public static JavaType textMap() {
        return MAPPER.getTypeFactory().constructMapType(Map.class, String.class, String.class);
    }

    /** The type of an object of any values. */
    public static JavaType objectMap() {
        return MAPPER.getTypeFactory().constructMapType(Map.class, String.class, Object.class);
    }
}
