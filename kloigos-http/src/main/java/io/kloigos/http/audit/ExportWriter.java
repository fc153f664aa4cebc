package io.kloigos.http.audit;

import java.io.IOException;
import java.time.Instant;

/** Writes an export as it comes: the time, then each kind of record in its turn, then the end. */
interface ExportWriter {
    void begin(Instant generatedAt) throws IOException;

    /** What follows is of that kind: {@code events}, {@code tasks}, {@code policies}. */
    void section(String name) throws IOException;

    /** @param row the same as columns of a table */
    void write(Object json, ExportRow row) throws IOException;

    void end() throws IOException;
}
