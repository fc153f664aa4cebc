package io.kloigos.http.event;

import io.kloigos.core.Caller;
import io.kloigos.core.audit.AuditLog;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** How long events are kept. */
@Path("api/v1/events/retention")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Events")
public final class RetentionResource {
    /** The answer. */
    @Schema(name = "EventRetention")
    record RetentionJson(int retentionDays) {}

    private final AuditLog audit;

    @Inject
    public RetentionResource(AuditLog audit) {
        this.audit = audit;
    }

    @GET
    @RequiresPermission(Permission.EVENT_READ)
    @Operation(summary = "Tell how many days events are kept")
    @ApiResponse(
            responseCode = "200",
            description = "The days",
            content = @Content(schema = @Schema(implementation = RetentionJson.class)))
    public RetentionJson get() {
        return new RetentionJson(audit.retentionDays());
    }

    @POST
    @RequiresPermission(Permission.EVENT_MANAGE)
    @Operation(summary = "Set how many days events are kept", description = "Older ones go, a whole day at a time.")
    @ApiResponse(
            responseCode = "200",
            description = "The days",
            content = @Content(schema = @Schema(implementation = RetentionJson.class)))
    @ApiResponse(responseCode = "400", description = "Less than one day")
    public RetentionJson set(@Context Caller caller, @QueryParam("days") int days) {
        return new RetentionJson(audit.setRetentionDays(caller, days));
    }
}
