package io.kloigos.http.web.drift;

import io.kloigos.core.drift.DriftPage;
import io.kloigos.core.drift.DriftScope;
import io.kloigos.core.drift.DriftService;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.Page;
import io.kloigos.http.web.Paging;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where hosts are not as wanted. */
@Path("drift")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class DriftPages {
    private final DriftService drift;

    @Inject
    public DriftPages(DriftService drift) {
        this.drift = drift;
    }

    @GET
    @RequiresPermission(Permission.VM_READ)
    @Operation(summary = "Where hosts are not as wanted")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list(@QueryParam("host_id") @Nullable String hostId, @QueryParam("cursor") @Nullable String cursor) {
        DriftScope scope = new DriftScope(QueryValues.text(hostId), null, Set.of());
        DriftPage page = drift.list(scope, Cursor.key(cursor), Paging.ROWS);
        return Page.of("drift/list")
                .with("page", page)
                .with("next", page.next() == null ? null : Cursor.of(page.next()))
                .with("host", scope.hostId());
    }

    @GET
    @Path("plan")
    @RequiresPermission(Permission.VM_READ)
    @Operation(summary = "What would mend it")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page plan(@QueryParam("host_id") @Nullable String hostId) {
        DriftScope scope = new DriftScope(QueryValues.text(hostId), null, Set.of());
        return Page.of("drift/plan").with("plan", drift.plan(scope)).with("host", scope.hostId());
    }
}
