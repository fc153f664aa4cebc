package io.kloigos.http.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** One JSON object a line: {@code {"kind":"event","event":{…}}}. */
final class NdjsonExport implements ExportWriter {
    private final JsonGenerator json;

    NdjsonExport(ObjectMapper mapper, OutputStream out) throws IOException {
        this.json = mapper.createGenerator(out);
        json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    }

    @Override
    public void begin(Instant generatedAt) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", "export");
        json.writePOJOField("generated_at", generatedAt);
        json.writeEndObject();
    }

    @Override
    public void section(String name) {
        // each line says of which kind it is
    }

    @Override
    public void write(Object wire, ExportRow row) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", row.kind());
        json.writePOJOField(row.kind(), wire);
        json.writeEndObject();
    }

    @Override
    public void end() throws IOException {
        json.writeRaw('\n');
        json.flush();
    }
}
