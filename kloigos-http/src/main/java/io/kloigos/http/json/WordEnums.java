package io.kloigos.http.json;

import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.util.Locale;

/** Names the constants of every enum in lower case, as all our words on the wire are. */
final class WordEnums extends JacksonAnnotationIntrospector {
    @Override
    public String[] findEnumValues(MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
        String[] words = super.findEnumValues(config, type, constants, names);
        for (int i = 0; i < constants.length; i++) {
            if (words[i] == null) {
                words[i] = constants[i].name().toLowerCase(Locale.ROOT);
            }
        }
        return words;
    }
}
