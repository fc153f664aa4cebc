package io.kloigos.http.web.policy;

import io.kloigos.core.Scope;
import io.kloigos.core.host.HostService;
import io.kloigos.core.policy.Policies;
import io.kloigos.core.project.ProjectService;
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
import java.util.UUID;

/** Policies: all of them, one of them, and what they would say to something that nobody does yet. */
@Path("policies")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class PolicyPages {
    private static final int MOST = 1000;

    private final Policies policies;
    private final HostService hosts;
    private final ProjectService projects;

    @Inject
    public PolicyPages(Policies policies, HostService hosts, ProjectService projects) {
        this.policies = policies;
        this.hosts = hosts;
        this.projects = projects;
    }

    @GET
    @RequiresPermission(Permission.POLICY_READ)
    @Operation(summary = "The policies")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list() {
        return Page.of("policy/list").with("policies", policies.list());
    }

    @GET
    @Path("tester")
    @RequiresPermission(Permission.POLICY_READ)
    @Operation(summary = "What policies would say to an action")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page tester() {
        return places(Page.of("policy/tester"));
    }

    @GET
    @Path("{policy_id}")
    @RequiresPermission(Permission.POLICY_READ)
    @Operation(summary = "A policy")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page policy(@PathParam("policy_id") UUID policyId) {
        return places(Page.of("policy/policy").with("policy", policies.get(policyId)));
    }

    private Page places(Page page) {
        return page.with("hosts", HostChoice.of(hosts)).with("projects", projects.names(Scope.EVERYTHING, MOST));
    }
}
