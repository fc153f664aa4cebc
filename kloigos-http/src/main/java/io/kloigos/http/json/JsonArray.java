package io.kloigos.http.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * A JSON array that is written element by element and never gathered in memory. When an element cannot be had, the array
 * is left open: nobody takes the part for the whole.
 */
public final class JsonArray implements StreamingOutput {
    private final ObjectMapper mapper;
    private final Consumer<Consumer<Object>> elements;

    /** @param elements hands every element to its consumer */
    public JsonArray(ObjectMapper mapper, Consumer<Consumer<Object>> elements) {
        this.mapper = mapper;
        this.elements = elements;
    }

    @Override
    @SuppressWarnings("resource") // closing it would write the end
    public void write(OutputStream out) throws IOException {
        // a flush after each element would send each in a packet of its own
        SequenceWriter array = mapper.writer()
                .without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                .writeValuesAsArray(out);
        try {
            elements.accept(element -> write(array, element));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        array.close();
    }

    private static void write(SequenceWriter array, Object element) {
        try {
            array.write(element);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
