package io.kloigos.http.network;

import io.kloigos.core.Caller;
import io.kloigos.core.hypervisor.Lease;
import io.kloigos.core.network.Reservations;
import io.kloigos.core.network.ReservedAddress;
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
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The addresses of a network: given to whoever asked, and kept for one interface. */
@Path("api/v1/networks")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Networks")
public final class AddressesResource {
    private final Reservations reservations;
    private final TaskAnswer answer;

    @Inject
    public AddressesResource(Reservations reservations, TaskAnswer answer) {
        this.reservations = reservations;
        this.answer = answer;
    }

    @GET
    @Path("{network_id}/leases")
    @RequiresPermission(Permission.NETWORK_READ)
    @Operation(summary = "The addresses that a network has given away", description = "As last observed.")
    @ApiResponse(
            responseCode = "200",
            description = "The leases",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = LeaseJson.class))))
    @ApiResponse(responseCode = "404", description = "There is no such network, or not on that host")
    public List<LeaseJson> leases(
            @PathParam("network_id") UUID networkId, @QueryParam("host_id") @Nullable String hostId) {
        return reservations.leases(networkId, hostId).stream()
                .map(LeaseJson::of)
                .toList();
    }

    @GET
    @Path("{network_id}/reservations")
    @RequiresPermission(Permission.NETWORK_READ)
    @Operation(summary = "The addresses that a network keeps")
    @ApiResponse(
            responseCode = "200",
            description = "The reservations",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = ReservationJson.class))))
    @ApiResponse(responseCode = "404", description = "There is no such network, or not on that host")
    public List<ReservationJson> list(
            @PathParam("network_id") UUID networkId, @QueryParam("host_id") @Nullable String hostId) {
        return reservations.list(networkId, hostId).stream()
                .map(ReservationJson::of)
                .toList();
    }

    @POST
    @Path("{network_id}/reservations")
    @RequiresPermission(Permission.NETWORK_MANAGE)
    @Operation(
            summary = "Keep an address for an interface",
            description = "The one that is named, or any that is free. A guest gets it when it next asks.")
    @ApiResponse(
            responseCode = "200",
            description = "The address is kept, now and after a restart",
            content = @Content(schema = @Schema(implementation = HostReservationJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such network, or not on that host")
    @ApiResponse(responseCode = "409", description = "The address is taken, or the interface has another one")
    public CompletionStage<Response> reserve(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("network_id") UUID networkId,
            ReserveAddressJson address) {
        return answer.of(reservations.reserve(caller, address.request(networkId)), prefer, HostReservationJson::of);
    }

    @DELETE
    @Path("{network_id}/reservations/{mac}")
    @RequiresPermission(Permission.NETWORK_MANAGE)
    @Operation(summary = "Keep an address no more")
    @ApiResponse(responseCode = "200", description = "It may be given to others")
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such network, or it keeps none for that interface")
    public CompletionStage<Response> release(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("network_id") UUID networkId,
            @PathParam("mac") String mac,
            @QueryParam("host_id") @Nullable String hostId) {
        return answer.of(reservations.release(caller, networkId, hostId, mac), prefer, ReleasedJson::of);
    }

    /** An address that was given away. */
    @Schema(name = "Lease")
    record LeaseJson(String mac, String address, @Nullable String hostname) {
        static LeaseJson of(Lease lease) {
            return new LeaseJson(lease.mac(), lease.address(), lease.hostname());
        }
    }

    /** A reservation and its host. */
    @Schema(name = "HostReservation")
    record HostReservationJson(String hostId, UUID networkId, ReservationJson reservation) {
        static HostReservationJson of(ReservedAddress address) {
            return new HostReservationJson(address.hostId(), address.networkId(), ReservationJson.of(address));
        }
    }

    /** The end of a reservation. */
    @Schema(name = "ReleasedReservation")
    record ReleasedJson(String hostId, Result result) {
        static ReleasedJson of(ReservedAddress address) {
            return new ReleasedJson(address.hostId(), new Result("deleted", address.mac(), address.address()));
        }

        /** What became of it. */
        @Schema(name = "ReleasedReservationResult")
        record Result(String status, String mac, String address) {}
    }
}
