package io.kloigos.http.console;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kloigos.core.Caller;
import io.kloigos.core.console.ConsoleKind;
import io.kloigos.core.console.ConsoleService;
import io.kloigos.core.console.ConsoleTicket;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.vm.VmOnHost;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The way to the console of a VM. */
@Path("api/v1/vms/{vm_id}/console")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Consoles")
public final class VmConsoleResource {
    private final ConsoleService consoles;
    private final VmOnHost hosts;
    private final ConsoleAddresses addresses;

    @Inject
    public VmConsoleResource(ConsoleService consoles, VmOnHost hosts, ConsoleAddresses addresses) {
        this.consoles = consoles;
        this.hosts = hosts;
        this.addresses = addresses;
    }

    @GET
    @RequiresPermission(value = Permission.VM_OPERATE, over = Over.VM)
    @Operation(
            summary = "Be admitted to a VM's console",
            description =
                    "The ticket opens it once, within a minute: the page at noVNC_url, or a WebSocket at websocket_url,"
                            + " which carries the bytes of the VNC server or, with kind=serial, of the serial port.")
    @ApiResponse(responseCode = "200", description = "The ticket")
    @ApiResponse(responseCode = "404", description = "There is no such VM, or not on that host")
    @ApiResponse(responseCode = "409", description = "It does not run")
    public TicketJson console(
            @Context Caller caller,
            @PathParam("vm_id") UUID vmId,
            @QueryParam("host_id") @Nullable String hostId,
            @QueryParam("kind") @Nullable String kind) {
        hosts.check(vmId, hostId);
        ConsoleKind wanted = QueryValues.word(ConsoleKind.class, "kind", kind);
        return TicketJson.of(
                consoles.admit(caller, vmId, Objects.requireNonNullElse(wanted, ConsoleKind.VNC)), addresses);
    }

    /** A ticket on the wire. */
    @Schema(name = "ConsoleTicket")
    record TicketJson(
            String hostId,
            UUID vmId,
            String ticket,
            @JsonProperty("noVNC_url") String viewerUrl,
            ConsoleKind kind,
            String websocketUrl,
            Instant expiresAt) {
        static TicketJson of(ConsoleTicket ticket, ConsoleAddresses addresses) {
            return new TicketJson(
                    ticket.hostId(),
                    ticket.vmId(),
                    ticket.secret(),
                    addresses.viewerOf(ticket),
                    ticket.kind(),
                    addresses.socketOf(ticket),
                    ticket.expiresAt());
        }
    }
}
