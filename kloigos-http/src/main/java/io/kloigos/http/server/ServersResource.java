package io.kloigos.http.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.Caller;
import io.kloigos.core.server.ServerQuery;
import io.kloigos.core.server.ServerService;
import io.kloigos.core.server.ServerStatus;
import io.kloigos.http.json.JsonArray;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The pool's inventory. */
@Path("servers")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Pool")
public final class ServersResource {
    private final ServerService servers;
    private final ObjectMapper mapper;

    @Inject
    public ServersResource(ServerService servers, ObjectMapper mapper) {
        this.servers = servers;
        this.mapper = mapper;
    }

    @GET
    @RequiresPermission(Permission.POOL_READ)
    @Operation(summary = "List servers", description = "By host name; all of them unless limit is given.")
    @ApiResponse(
            responseCode = "200",
            description = "The servers that match every filter",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = ServerJson.class))))
    public Response list(
            @QueryParam("service_name") @Nullable String serviceName,
            @QueryParam("status") @Nullable String status,
            @QueryParam("owner") @Nullable String owner,
            @QueryParam("label") List<String> labels,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        ServerQuery query = new ServerQuery(
                serviceName,
                QueryValues.word(ServerStatus.class, "status", status),
                owner,
                QueryValues.labels("label", labels),
                Cursor.key(cursor),
                limit);
        return limit == null ? everything(query) : page(query, limit, uri);
    }

    @POST
    @RequiresPermission(Permission.POOL_MANAGE)
    @Operation(summary = "Add a server")
    @ApiResponse(responseCode = "200", description = "The server")
    @ApiResponse(responseCode = "409", description = "A server of that name is there already")
    public ServerJson add(@Context Caller caller, ServerJson server) {
        return ServerJson.of(servers.add(caller, server.server()));
    }

    @GET
    @Path("{hostname}")
    @RequiresPermission(Permission.POOL_READ)
    @Operation(summary = "Look at a server")
    @ApiResponse(responseCode = "200", description = "The server")
    @ApiResponse(responseCode = "404", description = "There is no such server")
    public ServerJson get(@PathParam("hostname") String hostname) {
        return ServerJson.of(servers.get(hostname));
    }

    @PATCH
    @Path("{hostname}")
    @RequiresPermission(Permission.POOL_MANAGE)
    @Operation(summary = "Change a server")
    @ApiResponse(responseCode = "200", description = "The server as it is now")
    @ApiResponse(responseCode = "404", description = "There is no such server")
    @ApiResponse(responseCode = "409", description = "Its claim does not allow that status")
    public ServerJson change(@Context Caller caller, @PathParam("hostname") String hostname, ServerChangeJson change) {
        return ServerJson.of(servers.change(caller, hostname, change.change()));
    }

    @DELETE
    @Path("{hostname}")
    @RequiresPermission(Permission.POOL_MANAGE)
    @Operation(summary = "Remove a server", description = "Refused while it is claimed, unless force=true.")
    @ApiResponse(responseCode = "200", description = "It is gone")
    @ApiResponse(responseCode = "404", description = "There is no such server")
    @ApiResponse(responseCode = "409", description = "It is claimed")
    public RemovedJson remove(
            @Context Caller caller,
            @PathParam("hostname") String hostname,
            @QueryParam("force") @Nullable String force) {
        servers.remove(caller, hostname, QueryValues.flag("force", force));
        return new RemovedJson("deleted", hostname);
    }

    private Response everything(ServerQuery query) {
        return Response.ok(new JsonArray(
                        mapper, consumer -> servers.each(query, server -> consumer.accept(ServerJson.of(server)))))
                .build();
    }

    private Response page(ServerQuery query, int limit, UriInfo uri) {
        List<ServerJson> page = servers.list(query).stream().map(ServerJson::of).toList();
        return Cursor.page(page, limit, server -> Objects.requireNonNull(server.hostname()), uri);
    }

    /** The end of a server's record. */
    @Schema(name = "RemovedServer")
    record RemovedJson(String status, String hostname) {}
}
