package io.kloigos.http.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** What an export is written as. */
enum ExportFormat {
    JSON("application/json"),
    /** One line of JSON each, told apart by {@code kind}. */
    NDJSON("application/x-ndjson"),
    /** One table for all of it. */
    CSV("text/csv; charset=utf-8");

    private final String mediaType;

    ExportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** What names of files with it end in. */
    String ending() {
        return name().toLowerCase(Locale.ROOT);
    }

    ExportWriter writer(ObjectMapper mapper, OutputStream out) throws IOException {
        return switch (this) {
            case JSON -> new JsonExport(mapper, out);
            case NDJSON -> new NdjsonExport(mapper, out);
            case CSV -> new CsvExport(out);
        };
    }
}
