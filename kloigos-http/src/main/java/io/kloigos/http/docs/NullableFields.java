package io.kloigos.http.docs;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Says of fields that may be null that they may: the library does not know the annotation that our records bear. */
final class NullableFields extends ModelResolver {
    private static final SnakeCaseStrategy NAMES = new SnakeCaseStrategy();

    private final ObjectMapper mapper;
    private final Map<String, Class<?>> records = new ConcurrentHashMap<>();

    NullableFields(ObjectMapper mapper) {
        super(mapper);
        this.mapper = mapper;
    }

    /** Remembers which record a schema is of. */
    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        Schema<?> schema = super.resolve(type, context, chain);
        Class<?> raw = mapper.constructType(type.getType()).getRawClass();
        if (raw.isRecord() && schema != null && schema.get$ref() != null) {
            records.put(schema.get$ref().replaceFirst(".*/", ""), raw);
        }
        return schema;
    }

    /** Marks the fields in the finished document. */
    void mark(JsonNode document) {
        records.forEach((name, type) -> {
            JsonNode fields = document.at("/components/schemas").path(name).path("properties");
            for (RecordComponent component : type.getRecordComponents()) {
                JsonNode field = fields.path(nameOf(component));
                if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                        && field instanceof ObjectNode schema) {
                    allowNull(schema);
                }
            }
        });
    }

    private static String nameOf(RecordComponent component) {
        JsonProperty given = component.getAccessor().getAnnotation(JsonProperty.class);
        return given == null ? NAMES.translate(component.getName()) : given.value();
    }

    private static void allowNull(ObjectNode schema) {
        if (schema.has("$ref")) {
            JsonNode reference = schema.remove("$ref");
            ArrayNode either = schema.putArray("anyOf");
            either.addObject().set("$ref", reference);
            either.addObject().put("type", "null");
            return;
        }
        if (schema.path("type").isTextual()) {
            String type = schema.path("type").asText();
            schema.putArray("type").add(type).add("null");
        }
        if (schema.path("enum") instanceof ArrayNode words) {
            words.addNull();
        }
    }
}
