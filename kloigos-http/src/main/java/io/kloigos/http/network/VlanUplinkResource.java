package io.kloigos.http.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kloigos.core.Caller;
import io.kloigos.core.Checks;
import io.kloigos.core.network.VlanUplinks;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The hosts on which VLAN bridges may be made. */
@Path("api/v1/hosts")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Networks")
public final class VlanUplinkResource {
    private final VlanUplinks uplinks;

    @Inject
    public VlanUplinkResource(VlanUplinks uplinks) {
        this.uplinks = uplinks;
    }

    @GET
    @Path("{host_id}/vlan-uplink")
    @RequiresPermission(Permission.HOST_READ)
    @Operation(summary = "The interface that carries a host's VLANs", description = "Null where none may be made.")
    @ApiResponse(responseCode = "200", description = "The interface")
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public UplinkJson get(@PathParam("host_id") String hostId) {
        return new UplinkJson(hostId, uplinks.of(hostId).orElse(null));
    }

    @PUT
    @Path("{host_id}/vlan-uplink")
    @RequiresPermission(Permission.HOST_MANAGE)
    @Operation(
            summary = "Allow VLAN bridges on a host",
            description = "They are made with 'sudo -n ip link …', which the host's sudoers must allow.")
    @ApiResponse(responseCode = "200", description = "They may be made")
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public UplinkJson allow(@Context Caller caller, @PathParam("host_id") String hostId, AllowJson wanted) {
        uplinks.allow(caller, hostId, Objects.requireNonNull(wanted.uplink()));
        return get(hostId);
    }

    @DELETE
    @Path("{host_id}/vlan-uplink")
    @RequiresPermission(Permission.HOST_MANAGE)
    @Operation(summary = "Allow no VLAN bridges on a host any more")
    @ApiResponse(responseCode = "200", description = "None may be made")
    @ApiResponse(responseCode = "404", description = "There is no such host")
    @ApiResponse(responseCode = "409", description = "Networks stand on some")
    public UplinkJson forbid(@Context Caller caller, @PathParam("host_id") String hostId) {
        uplinks.allow(caller, hostId, null);
        return get(hostId);
    }

    /** The interface to make VLANs on. */
    @Schema(name = "AllowVlansRequest")
    record AllowJson(@JsonProperty("interface") @Nullable String uplink) {
        AllowJson {
            new Checks().that(uplink != null, "interface", "is required").done();
        }
    }

    /** The interface on the wire. */
    @Schema(name = "VlanUplink")
    record UplinkJson(
            String hostId,
            @JsonProperty("interface") @Nullable String uplink) {}
}
