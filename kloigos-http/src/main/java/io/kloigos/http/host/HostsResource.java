package io.kloigos.http.host;

import io.kloigos.core.Caller;
import io.kloigos.core.host.HostQuery;
import io.kloigos.core.host.HostService;
import io.kloigos.core.host.HostStatus;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.BlockingCalls;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
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
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** KVM hosts: registering, listing, operating. */
@Path("api/v1/hosts")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts")
public final class HostsResource {
    private static final int MOST = 1000;

    private final HostService hosts;
    private final BlockingCalls calls;

    @Inject
    public HostsResource(HostService hosts, BlockingCalls calls) {
        this.hosts = hosts;
        this.calls = calls;
    }

    @POST
    @Path("register")
    @RequiresPermission(Permission.HOST_MANAGE)
    @Operation(
            summary = "Register a host, or bring it up to date",
            description =
                    "Answers when the first attempt to reach it has ended, 10 s at most. Its status and reason say"
                            + " how that ended.")
    @ApiResponse(
            responseCode = "200",
            description = "The host",
            content = @Content(schema = @Schema(implementation = HostJson.class)))
    public CompletionStage<HostJson> register(@Context Caller caller, RegisterHostJson host) {
        var registration = host.registration();
        return calls.runAt(registration.hostId(), () -> HostJson.of(hosts.register(caller, registration)));
    }

    @GET
    @RequiresPermission(Permission.HOST_READ)
    @Operation(summary = "List hosts", description = "Newest first.")
    @ApiResponse(
            responseCode = "200",
            description = "The hosts that match every filter",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = HostJson.class))))
    public Response list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("tag") @Nullable String tag,
            @Parameter(description = "A part of the id, name or address") @QueryParam("name") @Nullable String name,
            @QueryParam("limit") @DefaultValue("1000") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        QueryValues.range("limit", limit, MOST);
        HostStatus wanted = QueryValues.word(HostStatus.class, "status", status);
        List<HostJson> page = hosts.list(new HostQuery(wanted, tag, name, null, Cursor.key(cursor), limit)).stream()
                .map(HostJson::of)
                .toList();
        return Cursor.page(page, limit, HostJson::hostId, uri);
    }

    @GET
    @Path("{host_id}")
    @RequiresPermission(Permission.HOST_READ)
    @Operation(summary = "Look at a host's record")
    @ApiResponse(responseCode = "200", description = "The host")
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public HostJson get(@PathParam("host_id") String hostId) {
        return HostJson.of(hosts.get(hostId));
    }

    @DELETE
    @Path("{host_id}")
    @RequiresPermission(Permission.HOST_MANAGE)
    @Operation(
            summary = "Forget a host",
            description = "Its VMs are left running there. Refused while there are any, unless force=true.")
    @ApiResponse(responseCode = "200", description = "It is forgotten")
    @ApiResponse(responseCode = "404", description = "There is no such host")
    @ApiResponse(responseCode = "409", description = "It has VMs")
    public RemovedJson remove(
            @Context Caller caller, @PathParam("host_id") String hostId, @QueryParam("force") @Nullable String force) {
        hosts.remove(caller, hostId, QueryValues.flag("force", force));
        return new RemovedJson("deleted", hostId);
    }

    @POST
    @Path("{host_id}/action")
    @RequiresPermission(Permission.HOST_MANAGE)
    @Operation(summary = "Put a host into or out of service")
    @ApiResponse(responseCode = "200", description = "The host as it is now")
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public HostJson act(@Context Caller caller, @PathParam("host_id") String hostId, HostActionJson action) {
        return HostJson.of(hosts.act(caller, hostId, action.wanted()));
    }

    @POST
    @Path("{host_id}/heartbeat")
    @RequiresPermission(Permission.HOST_MANAGE)
    @Operation(
            summary = "Report from a script on the host",
            description = "Not needed: hosts are looked at from here. What is seen from here is not overruled.")
    @ApiResponse(responseCode = "200", description = "The host as it is now")
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public HostJson heartbeat(@Context Caller caller, @PathParam("host_id") String hostId, HeartbeatJson report) {
        return HostJson.of(hosts.heartbeat(caller, hostId, report.cores(), report.memory()));
    }

    @POST
    @Path("{host_id}/host-key")
    @RequiresPermission(Permission.HOST_MANAGE)
    @Operation(summary = "Accept a host's SSH key", description = "Answers when the attempt to reach it has ended.")
    @ApiResponse(
            responseCode = "200",
            description = "The host as it is now",
            content = @Content(schema = @Schema(implementation = HostJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public CompletionStage<HostJson> acceptKey(
            @Context Caller caller, @PathParam("host_id") String hostId, HostKeyJson key) {
        return calls.runAt(hostId, () -> HostJson.of(hosts.acceptKey(caller, hostId, key.line())));
    }

    /** The end of a host's record. */
    @Schema(name = "RemovedHost")
    record RemovedJson(String status, String hostId) {}
}
