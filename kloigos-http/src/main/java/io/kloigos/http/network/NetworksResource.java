package io.kloigos.http.network;

import io.kloigos.core.Caller;
import io.kloigos.core.network.HostNetwork;
import io.kloigos.core.network.NetworkQuery;
import io.kloigos.core.network.NetworkService;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.TaskAnswer;
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
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The networks of hosts. */
@Path("api/v1/networks")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Networks")
public final class NetworksResource {
    private final NetworkService networks;
    private final TaskAnswer answer;

    @Inject
    public NetworksResource(NetworkService networks, TaskAnswer answer) {
        this.networks = networks;
        this.answer = answer;
    }

    @POST
    @RequiresPermission(Permission.NETWORK_MANAGE)
    @Operation(
            summary = "Make a network on a host",
            description = "mode is nat, isolated, route, bridge or ovs; a vlan_id goes with ovs.")
    @ApiResponse(
            responseCode = "200",
            description = "The network is there and active",
            content = @Content(schema = @Schema(implementation = HostNetworkJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "409", description = "Its name, or some of its addresses, are taken on that host")
    public CompletionStage<Response> create(
            @Context Caller caller, @HeaderParam("Prefer") @Nullable List<String> prefer, CreateNetworkJson network) {
        return answer.of(networks.create(caller, network.request()), prefer, HostNetworkJson::of);
    }

    @GET
    @RequiresPermission(value = Permission.NETWORK_READ, over = Over.OWN)
    @Operation(
            summary = "List networks",
            description =
                    "Those of ours and those that hosts report, as last observed. One who has roles in projects only sees"
                            + " what to name when making a VM, and not who uses it.")
    @ApiResponse(
            responseCode = "200",
            description = "The networks, by their hosts and names",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = NetworkJson.class))))
    public Response list(
            @QueryParam("host_id") @Nullable String hostId,
            @QueryParam("name") @Nullable String name,
            @QueryParam("limit") @DefaultValue("1000") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context Caller caller,
            @Context UriInfo uri) {
        String[] after = after(Cursor.key(cursor));
        NetworkQuery query = new NetworkQuery(hostId, null, name, after[0], after[1], limit);
        return Cursor.page(
                networks.list(query),
                caller.scope().all() ? NetworkJson::of : NetworkJson::named,
                limit,
                network -> network.hostId() + "/" + network.name(),
                uri);
    }

    /** The host and the name that the page begins behind; no host's id has a slash. */
    private static @Nullable String[] after(@Nullable String key) {
        return key == null || key.indexOf('/') < 0 ? new @Nullable String[] {null, null} : key.split("/", 2);
    }

    @GET
    @Path("{network_id}")
    @RequiresPermission(Permission.NETWORK_READ)
    @Operation(summary = "Look at a network", description = "As last observed.")
    @ApiResponse(
            responseCode = "200",
            description = "The network",
            content = @Content(schema = @Schema(implementation = NetworkJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such network, or not on that host")
    public NetworkJson get(@PathParam("network_id") UUID networkId, @QueryParam("host_id") @Nullable String hostId) {
        return NetworkJson.of(networks.get(networkId, hostId));
    }

    @PATCH
    @Path("{network_id}")
    @RequiresPermission(Permission.NETWORK_MANAGE)
    @Operation(
            summary = "Change a network",
            description = "Its DHCP range, DNS names and autostart; guests stay on it.")
    @ApiResponse(
            responseCode = "200",
            description = "The network as it is now",
            content = @Content(schema = @Schema(implementation = HostNetworkJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such network, or not on that host")
    @ApiResponse(responseCode = "409", description = "It is not ours, or another task works on it")
    public CompletionStage<Response> change(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("network_id") UUID networkId,
            ChangeNetworkJson change) {
        return answer.of(
                networks.change(caller, networkId, change.hostId(), change.change()), prefer, HostNetworkJson::of);
    }

    @DELETE
    @Path("{network_id}")
    @RequiresPermission(Permission.NETWORK_MANAGE)
    @Operation(summary = "Delete a network", description = "Refused while VMs use it, now or from their next start on.")
    @ApiResponse(
            responseCode = "200",
            description = "It is gone",
            content = @Content(schema = @Schema(implementation = DeletedJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such network, or not on that host")
    @ApiResponse(responseCode = "409", description = "VMs use it, it is not ours, or another task works on it")
    public CompletionStage<Response> delete(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("network_id") UUID networkId,
            @QueryParam("host_id") @Nullable String hostId) {
        return answer.of(networks.delete(caller, networkId, hostId), prefer, DeletedJson::of);
    }

    /** The end of a network. */
    @Schema(name = "DeletedNetwork")
    record DeletedJson(String hostId, Result result) {
        static DeletedJson of(HostNetwork network) {
            return new DeletedJson(network.hostId(), new Result("deleted", network.networkId()));
        }

        /** What became of it. */
        @Schema(name = "DeletedNetworkResult")
        record Result(String status, UUID networkId) {}
    }
}
