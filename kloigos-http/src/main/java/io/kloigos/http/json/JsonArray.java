package io.kloigos.http.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** A JSON array that is written element by element and never gathered in memory. */
public final class JsonArray implements StreamingOutput {
    private final ObjectMapper mapper;
    private final Consumer<Consumer<Object>> elements;

    /** @param elements hands every element to its consumer */
    public JsonArray(ObjectMapper mapper, Consumer<Consumer<Object>> elements) {
        this.mapper = mapper;
        this.elements = elements;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        try (SequenceWriter array = mapper.writer().writeValuesAsArray(out)) {
            elements.accept(element -> write(array, element));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(SequenceWriter array, Object element) {
        try {
            array.write(element);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
