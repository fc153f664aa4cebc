package io.kloigos.http.server;

import io.kloigos.core.server.ImportCounts;
import io.swagger.v3.oas.annotations.media.Schema;

/** What an import did. */
@Schema(name = "ImportCounts")
record ImportCountsJson(int added, int changed, int unchanged) {
    static ImportCountsJson of(ImportCounts counts) {
        return new ImportCountsJson(counts.added(), counts.changed(), counts.unchanged());
    }
}
