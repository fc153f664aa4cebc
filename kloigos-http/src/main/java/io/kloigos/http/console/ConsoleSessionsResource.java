package io.kloigos.http.console;

import io.kloigos.core.Caller;
import io.kloigos.core.console.ConsoleKind;
import io.kloigos.core.console.ConsoleService;
import io.kloigos.core.console.ConsoleSession;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Consoles that are open. */
@Path("api/v1/console/sessions")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Consoles")
public final class ConsoleSessionsResource {
    private final ConsoleService consoles;

    @Inject
    public ConsoleSessionsResource(ConsoleService consoles) {
        this.consoles = consoles;
    }

    @GET
    @RequiresPermission(Permission.VM_READ)
    @Operation(summary = "List the consoles that are open", description = "On all instances; the newest first.")
    @ApiResponse(responseCode = "200", description = "The sessions")
    public SessionsJson list() {
        List<SessionJson> items = consoles.list().stream().map(SessionJson::of).toList();
        return new SessionsJson(items.size(), items);
    }

    @DELETE
    @Path("{session_id}")
    @RequiresPermission(Permission.VM_OPERATE)
    @Operation(summary = "End a console", description = "Whoever looks at it is cut off within seconds.")
    @ApiResponse(responseCode = "200", description = "It ends")
    @ApiResponse(responseCode = "404", description = "There is no such session")
    public SessionJson end(@Context Caller caller, @PathParam("session_id") UUID sessionId) {
        return SessionJson.of(consoles.end(caller, sessionId));
    }

    /** Sessions on the wire. */
    @Schema(name = "ConsoleSessions")
    record SessionsJson(int count, List<SessionJson> items) {}

    /** A session on the wire. */
    @Schema(name = "ConsoleSession")
    record SessionJson(
            UUID sessionId,
            UUID vmId,
            String hostId,
            String vmName,
            ConsoleKind kind,
            String actor,
            @Nullable String address,
            Instant openedAt) {
        static SessionJson of(ConsoleSession session) {
            return new SessionJson(
                    session.sessionId(),
                    session.vmId(),
                    session.hostId(),
                    session.vmName(),
                    session.kind(),
                    session.actor(),
                    session.address(),
                    session.openedAt());
        }
    }
}
