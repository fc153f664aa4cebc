package io.kloigos.http.web.audit;

import io.kloigos.core.audit.AuditLog;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** The record of what happened: verified, exported, kept for a while. */
@Path("audit")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class AuditPage {
    private final AuditLog audit;

    @Inject
    public AuditPage(AuditLog audit) {
        this.audit = audit;
    }

    @GET
    @RequiresPermission(Permission.AUDIT_READ)
    @Operation(summary = "The record of what happened")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page show() {
        return Page.of("audit").with("days", audit.retentionDays());
    }
}
