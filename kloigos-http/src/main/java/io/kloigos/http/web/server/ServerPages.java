package io.kloigos.http.web.server;

import io.kloigos.core.server.Server;
import io.kloigos.core.server.ServerQuery;
import io.kloigos.core.server.ServerService;
import io.kloigos.core.server.ServerStatus;
import io.kloigos.core.server.vm.VmTemplates;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.Frame;
import io.kloigos.http.web.Page;
import io.kloigos.http.web.Paging;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pool: its servers, and one of them. */
@Path("servers")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class ServerPages {
    private final ServerService servers;
    private final VmTemplates templates;

    @Inject
    public ServerPages(ServerService servers, VmTemplates templates) {
        this.servers = servers;
        this.templates = templates;
    }

    @GET
    @RequiresPermission(Permission.POOL_READ)
    @Operation(summary = "The servers of the pool", hidden = true)
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("service_name") @Nullable String service,
            @QueryParam("owner") @Nullable String owner,
            @QueryParam("project_id") @Nullable String projectId,
            @CookieParam(Frame.PROJECT_COOKIE) @Nullable String chosen,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        List<Server> page = servers.list(new ServerQuery(
                QueryValues.text(service),
                QueryValues.word(ServerStatus.class, "status", status),
                QueryValues.text(owner),
                Map.of(),
                Frame.project(projectId, chosen),
                Cursor.key(cursor),
                Paging.ROWS));
        return Page.of("server/list")
                .with("servers", page)
                .with("pool", servers.counts())
                .with("templates", templates.list())
                .with("paging", Paging.of(page, Server::hostname, uri));
    }

    @GET
    @Path("{hostname}")
    @RequiresPermission(Permission.POOL_READ)
    @Operation(summary = "A server of the pool", hidden = true)
    @ApiResponse(responseCode = "200", description = "The page")
    public Page server(@PathParam("hostname") String hostname) {
        return Page.of("server/server").with("server", servers.get(hostname));
    }
}
