package io.kloigos.http.web.drift;

import io.kloigos.core.drift.OrphanService;
import io.kloigos.core.host.HostService;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.HostChoice;
import io.kloigos.http.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** What nobody uses on a host. */
@Path("orphans")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class OrphanPages {
    private final OrphanService orphans;
    private final HostService hosts;

    @Inject
    public OrphanPages(OrphanService orphans, HostService hosts) {
        this.orphans = orphans;
        this.hosts = hosts;
    }

    @GET
    @RequiresPermission(Permission.HOST_READ)
    @Operation(summary = "What nobody uses on a host")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list(@QueryParam("host_id") @Nullable String hostId) {
        HostChoice choice = HostChoice.of(hosts);
        String chosen = choice.orFirst(QueryValues.text(hostId), hosts);
        return Page.of("drift/orphans")
                .with("hosts", choice)
                .with("host", chosen)
                .with("orphans", chosen == null ? null : orphans.list(chosen));
    }
}
