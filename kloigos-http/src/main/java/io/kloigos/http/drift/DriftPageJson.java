package io.kloigos.http.drift;

import io.kloigos.core.drift.DriftPage;
import io.kloigos.http.query.Cursor;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the drift there is.
 *
 * @param nextCursor for the next page, which may follow a page with fewer items than asked for; null when none does
 */
@Schema(name = "DriftPage")
record DriftPageJson(
        List<DriftJson> items,
        List<NotLookedAtJson> hostsNotLookedAt,
        @Nullable String nextCursor) {
    static DriftPageJson of(DriftPage page) {
        String next = page.next();
        return new DriftPageJson(
                page.items().stream().map(DriftJson::of).toList(),
                NotLookedAtJson.of(page.notLookedAt()),
                next == null ? null : Cursor.of(next));
    }
}
