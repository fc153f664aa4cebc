package io.kloigos.http.web.system;

import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.system.SystemChecks;
import io.kloigos.http.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** What this installation is, whether its parts are well, and what hosts make possible. */
@Path("system")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class SystemPage {
    private final SystemChecks checks;

    @Inject
    public SystemPage(SystemChecks checks) {
        this.checks = checks;
    }

    @GET
    @RequiresPermission(Permission.SYSTEM_READ)
    @Operation(summary = "How this installation is")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page show() {
        return Page.of("system").with("checks", checks.diagnostics());
    }
}
