package io.kloigos.http.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonArrayTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void elementsAreWrittenAsTheyCome() throws Exception {
        new JsonArray(WireJson.mapper(), elements -> {
                    elements.accept(Map.of("n", 1));
                    elements.accept(Map.of("n", 2));
                })
                .write(out);
        assertThat(out).hasToString("[{\"n\":1},{\"n\":2}]");
    }

    @Test
    void aPartIsNoWhole() {
        JsonArray array = new JsonArray(WireJson.mapper(), elements -> {
            for (int i = 0; i < 10_000; i++) {
                elements.accept(Map.of("n", i));
            }
            throw new IllegalStateException("lost");
        });
        assertThatThrownBy(() -> array.write(out)).isInstanceOf(IllegalStateException.class);
        assertThat(out.toString()).startsWith("[{\"n\":0},").doesNotEndWith("]");
    }
}
