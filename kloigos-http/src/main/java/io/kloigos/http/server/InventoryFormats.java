package io.kloigos.http.server;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.http.json.WireJson;
import io.kloigos.http.json.Yaml;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;

/** Reads a list of servers from JSON, YAML or CSV with a header line. */
final class InventoryFormats {
    private final ObjectReader json;
    private final ObjectReader yaml;
    private final ObjectReader csv;

    InventoryFormats(ObjectMapper mapper) {
        this.json = mapper.readerForListOf(ServerJson.class);
        this.yaml = Yaml.mapper().readerForListOf(ServerJson.class);
        this.csv = WireJson.strict(CsvMapper.csvBuilder()
                        .enable(CsvParser.Feature.TRIM_SPACES, CsvParser.Feature.SKIP_EMPTY_LINES)
                        .enable(CsvParser.Feature.EMPTY_STRING_AS_NULL))
                .enable(com.fasterxml.jackson.databind.MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build()
                .readerFor(ServerJson.class)
                .with(CsvSchema.emptySchema().withHeader());
    }

    List<ServerJson> read(MediaType type, byte[] body) throws IOException {
        List<ServerJson> servers = parse(type.getSubtype(), body);
        if (servers == null || servers.contains(null)) {
            throw new KloigosException(ErrorCode.INVALID, "The body must be a list of servers.");
        }
        return servers;
    }

    private List<ServerJson> parse(String subtype, byte[] body) throws IOException {
        if (subtype.equals("csv")) {
            return csv(body);
        }
        return (subtype.contains("yaml") ? yaml : json).readValue(body);
    }

    private List<ServerJson> csv(byte[] body) throws IOException {
        try (MappingIterator<ServerJson> rows = csv.readValues(body)) {
            return rows.readAll();
        }
    }
}
