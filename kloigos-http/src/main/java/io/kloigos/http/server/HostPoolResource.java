package io.kloigos.http.server;

import io.kloigos.core.Caller;
import io.kloigos.core.Checks;
import io.kloigos.core.server.HostPool;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hosts made servers of the pool. */
@Path("api/v1/hosts")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Pool")
public final class HostPoolResource {
    private final HostPool pool;

    @Inject
    public HostPoolResource(HostPool pool) {
        this.pool = pool;
    }

    @POST
    @Path("{host_id}/pool")
    @RequiresPermission(Permission.POOL_MANAGE)
    @Operation(
            summary = "Make servers of the pool out of a host",
            description = "The whole host, or one for each of its NUMA nodes. Those that are there stay as they are.")
    @ApiResponse(responseCode = "200", description = "The host's servers")
    @ApiResponse(responseCode = "404", description = "There is no such host")
    @ApiResponse(responseCode = "409", description = "A name is taken, or the host is in the pool in the other way")
    public HostServersJson enlist(@Context Caller caller, @PathParam("host_id") String hostId, HostPoolJson wanted) {
        return new HostServersJson(
                hostId,
                pool.enlist(caller, hostId, wanted.wanted()).stream()
                        .map(ServerJson::of)
                        .toList());
    }

    /** What is to become one server. */
    @Schema(name = "HostPoolRequest")
    record HostPoolJson(HostPool.@Nullable Per per) {
        HostPoolJson {
            new Checks()
                    .that(per != null, "per", "is required: numa_node or host")
                    .done();
        }

        HostPool.Per wanted() {
            return Objects.requireNonNull(per);
        }
    }

    /** The servers of a host on the wire. */
    @Schema(name = "HostServers")
    record HostServersJson(String hostId, List<ServerJson> servers) {}
}
