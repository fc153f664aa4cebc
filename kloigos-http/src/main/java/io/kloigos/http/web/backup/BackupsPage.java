package io.kloigos.http.web.backup;

import io.kloigos.core.backup.BackupService;
import io.kloigos.core.host.HostService;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.HostChoice;
import io.kloigos.http.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** The backups of all VMs. */
@Path("backups")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class BackupsPage {
    private final BackupService backups;
    private final HostService hosts;

    @Inject
    public BackupsPage(BackupService backups, HostService hosts) {
        this.backups = backups;
        this.hosts = hosts;
    }

    @GET
    @RequiresPermission(Permission.VM_READ)
    @Operation(summary = "The backups")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list() {
        return Page.of("backup/list").with("backups", backups.list()).with("hosts", HostChoice.ready(hosts));
    }
}
