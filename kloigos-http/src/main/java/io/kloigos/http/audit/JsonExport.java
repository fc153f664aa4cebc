package io.kloigos.http.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** One JSON object with a list for each kind. */
final class JsonExport implements ExportWriter {
    private final JsonGenerator json;
    private boolean inSection;

    JsonExport(ObjectMapper mapper, OutputStream out) throws IOException {
        this.json = mapper.createGenerator(out);
    }

    @Override
    public void begin(Instant generatedAt) throws IOException {
        json.writeStartObject();
        json.writePOJOField("generated_at", generatedAt);
    }

    @Override
    public void section(String name) throws IOException {
        endSection();
        json.writeArrayFieldStart(name);
        inSection = true;
    }

    @Override
    public void write(Object wire, ExportRow row) throws IOException {
        json.writePOJO(wire);
    }

    @Override
    public void end() throws IOException {
        endSection();
        json.writeEndObject();
        json.flush();
    }

    private void endSection() throws IOException {
        if (inSection) {
            json.writeEndArray();
        }
    }
}
