package io.kloigos.http.web.host;

import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostQuery;
import io.kloigos.core.host.HostService;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.network.VlanUplinks;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.task.TaskQuery;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmService;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.Frame;
import io.kloigos.http.web.Page;
import io.kloigos.http.web.Paging;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hosts: all of them, and one of them. */
@Path("hosts")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class HostPages {
    private static final int FEW = 10;

    private final HostService hosts;
    private final HostInventory inventory;
    private final VmService vms;
    private final TaskService tasks;
    private final VlanUplinks uplinks;

    @Inject
    public HostPages(
            HostService hosts, HostInventory inventory, VmService vms, TaskService tasks, VlanUplinks uplinks) {
        this.hosts = hosts;
        this.inventory = inventory;
        this.vms = vms;
        this.tasks = tasks;
        this.uplinks = uplinks;
    }

    @GET
    @RequiresPermission(Permission.HOST_READ)
    @Operation(summary = "The hosts")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("tag") @Nullable String tag,
            @QueryParam("name") @Nullable String name,
            @QueryParam("project_id") @Nullable String projectId,
            @CookieParam(Frame.PROJECT_COOKIE) @Nullable String chosen,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        HostStatus wanted = QueryValues.word(HostStatus.class, "status", status);
        List<Host> page = hosts.list(new HostQuery(
                wanted,
                QueryValues.text(tag),
                QueryValues.text(name),
                Frame.project(projectId, chosen),
                Cursor.key(cursor),
                Paging.ROWS));
        return Page.of("host/list").with("hosts", page).with("paging", Paging.of(page, Host::hostId, uri));
    }

    @GET
    @Path("{host_id}")
    @RequiresPermission(Permission.HOST_READ)
    @Operation(summary = "A host")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page host(@PathParam("host_id") String hostId) {
        Host host = hosts.get(hostId);
        List<Vm> placed = vms.list(VmQuery.onHost(hostId));
        return Page.of("host/host")
                .with("host", host)
                .with("vms", placed)
                .with("numa", NumaMap.of(host, placed))
                .with("uplink", uplinks.of(hostId).orElse(null))
                .with("pools", inventory.pools(hostId))
                .with("networks", inventory.networks(hostId))
                .with("tasks", tasks.list(new TaskQuery(null, null, "host:" + hostId, null, FEW)));
    }

    @GET
    @Path("{host_id}/preflight")
    @RequiresPermission(Permission.HOST_READ)
    @Operation(summary = "What must hold on a host, looked at now")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page preflight(@PathParam("host_id") String hostId) {
        return Page.of("host/preflight").with("host", hosts.get(hostId)).with("checks", hosts.preflight(hostId));
    }
}
