package io.kloigos.http.audit;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One table (RFC 4180). Cells that a spreadsheet would take for formulas begin with an apostrophe. */
final class CsvExport implements ExportWriter {
    private static final String FORMULA = "=+-@\t\r";

    private final Writer out;

    CsvExport(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    @Override
    public void begin(Instant generatedAt) throws IOException {
        line(ExportRow.COLUMNS);
    }

    @Override
    public void section(String name) {
        // the first column says of which kind a row is
    }

    @Override
    public void write(Object wire, ExportRow row) throws IOException {
        line(row.cells());
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }

    private void line(List<?> cells) throws IOException {
        out.write(cells.stream().map(CsvExport::cell).collect(Collectors.joining(",")));
        out.write("\r\n");
    }

    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        String safe = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.matches("[^\",\\r\\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
