package io.kloigos.http.web.runbook;

import io.kloigos.core.host.HostService;
import io.kloigos.core.runbook.RunbookService;
import io.kloigos.core.runbook.Schedules;
import io.kloigos.core.runbook.Template;
import io.kloigos.http.runbook.RunbookYaml;
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
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;

/** Runbooks: all of them, one of them with its steps, and when it runs by itself. */
@Path("runbooks")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class RunbookPages {
    private final RunbookService runbooks;
    private final Schedules schedules;
    private final HostService hosts;

    @Inject
    public RunbookPages(RunbookService runbooks, Schedules schedules, HostService hosts) {
        this.runbooks = runbooks;
        this.schedules = schedules;
        this.hosts = hosts;
    }

    @GET
    @RequiresPermission(Permission.RUNBOOK_READ)
    @Operation(summary = "The runbooks")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list() {
        return Page.of("runbook/list").with("runbooks", runbooks.list()).with("verbs", runbooks.verbs());
    }

    @GET
    @Path("{name}")
    @RequiresPermission(Permission.RUNBOOK_READ)
    @Operation(summary = "A runbook")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page runbook(@PathParam("name") String name) {
        Template template = runbooks.get(name);
        return Page.of("runbook/runbook")
                .with("template", template)
                .with("yaml", RunbookYaml.of(template))
                .with(
                        "schedules",
                        schedules.list().stream()
                                .filter(each -> each.runbookName().equals(name))
                                .toList())
                .with("hosts", HostChoice.of(hosts));
    }
}
