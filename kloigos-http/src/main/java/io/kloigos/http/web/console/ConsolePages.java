package io.kloigos.http.web.console;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.console.ConsoleKind;
import io.kloigos.core.console.ConsoleService;
import io.kloigos.core.vm.VmService;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.security.SecurityHeaders;
import io.kloigos.http.web.Page;
import io.swagger.v3.oas.annotations.Operation;
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
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Consoles: which are open, and one of a VM. */
@Path("console")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class ConsolePages {
    private final ConsoleService consoles;
    private final VmService vms;

    @Inject
    public ConsolePages(ConsoleService consoles, VmService vms) {
        this.consoles = consoles;
        this.vms = vms;
    }

    @GET
    @RequiresPermission(Permission.VM_READ)
    @Operation(summary = "The consoles that are open")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list() {
        return Page.of("console/list").with("sessions", consoles.list());
    }

    @GET
    @Path("noVNC")
    @RequiresPermission(value = Permission.VM_OPERATE, over = Over.OWN)
    @Operation(summary = "The console that a ticket admits to")
    @ApiResponse(responseCode = "200", description = "The page")
    public Response ticketed(
            @Context Caller caller,
            @QueryParam("vm_id") @Nullable String vmId,
            @QueryParam("ticket") @Nullable String ticket,
            @QueryParam("kind") @Nullable String kind) {
        UUID id = QueryValues.uuid("vm_id", vmId);
        if (id == null) {
            throw KloigosException.invalid("vm_id", "is required");
        }
        if (!caller.scope().covers(vms.get(id).projectId())) {
            throw KloigosException.notFound("VM", id);
        }
        return console(id, kind, ticket);
    }

    @GET
    @Path("{vm_id}")
    @RequiresPermission(value = Permission.VM_OPERATE, over = Over.VM)
    @Operation(summary = "The console of a VM")
    @ApiResponse(responseCode = "200", description = "The page")
    public Response ofVm(@PathParam("vm_id") UUID vmId, @QueryParam("kind") @Nullable String kind) {
        return console(vmId, kind, null);
    }

    /** xterm.js writes styles of its own, for which its page has a number that is used once. */
    private Response console(UUID vmId, @Nullable String kind, @Nullable String ticket) {
        boolean serial = QueryValues.word(ConsoleKind.class, "kind", kind) == ConsoleKind.SERIAL;
        String nonce = UUID.randomUUID().toString();
        Page page = Page.of("console/console")
                .with("vm", vms.get(vmId))
                .with("kind", serial ? "serial" : "vnc")
                .with("ticket", ticket)
                .with("nonce", nonce);
        Response.ResponseBuilder answer = Response.ok(page);
        return serial
                ? answer.header(SecurityHeaders.POLICY_HEADER, SecurityHeaders.policyWithStyles(nonce))
                        .build()
                : answer.build();
    }
}
