package io.kloigos.http.web.vm;

import io.kloigos.core.Caller;
import io.kloigos.core.backup.BackupService;
import io.kloigos.core.drift.Drift;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.network.NetworkQuery;
import io.kloigos.core.network.NetworkService;
import io.kloigos.core.securitygroup.SecurityGroups;
import io.kloigos.core.task.TaskQuery;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmService;
import io.kloigos.core.vm.snapshot.SnapshotService;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.Frame;
import io.kloigos.http.web.HostChoice;
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
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** VMs: all of them, one of them, and the form that makes one. */
@Path("vms")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class VmPages {
    private static final int MOST = 1000;
    private static final int FEW = 10;
    private static final int FEW_NAMES = 200;

    private final VmService vms;
    private final HostService hosts;
    private final ImageService images;
    private final SnapshotService snapshots;
    private final BackupService backups;
    private final SecurityGroups groups;
    private final TaskService tasks;
    private final NetworkService networks;

    @Inject
    public VmPages(
            VmService vms,
            HostService hosts,
            ImageService images,
            SnapshotService snapshots,
            BackupService backups,
            SecurityGroups groups,
            TaskService tasks,
            NetworkService networks) {
        this.vms = vms;
        this.hosts = hosts;
        this.images = images;
        this.snapshots = snapshots;
        this.backups = backups;
        this.groups = groups;
        this.tasks = tasks;
        this.networks = networks;
    }

    @GET
    @RequiresPermission(value = Permission.VM_READ, over = Over.OWN)
    @Operation(summary = "The VMs")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list(
            @Context Caller caller,
            @QueryParam("host_id") @Nullable String hostId,
            @QueryParam("name") @Nullable String name,
            @QueryParam("power_state") @Nullable String powerState,
            @QueryParam("label") @Nullable String label,
            @QueryParam("project_id") @Nullable String projectId,
            @CookieParam(Frame.PROJECT_COOKIE) @Nullable String chosen,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        List<Vm> page = vms.list(new VmQuery(
                        QueryValues.text(hostId),
                        Frame.project(projectId, chosen),
                        QueryValues.text(name),
                        QueryValues.word(PowerState.class, "power_state", powerState),
                        QueryValues.text(label) == null ? Map.of() : QueryValues.labels("label", List.of(label)),
                        Cursor.number(cursor),
                        Paging.ROWS)
                .within(caller.scope()));
        return Page.of("vm/list").with("vms", page).with("paging", Paging.of(page, vm -> Long.toString(vm.seq()), uri));
    }

    @GET
    @Path("new")
    @RequiresPermission(value = Permission.VM_MANAGE, over = Over.OWN)
    @Operation(summary = "The form that makes a VM")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page create() {
        return Page.of("vm/new")
                .with("hosts", HostChoice.ready(hosts))
                .with("images", images.list())
                .with("networks", networks.names(FEW_NAMES));
    }

    @GET
    @Path("{vm_id}")
    @RequiresPermission(value = Permission.VM_READ, over = Over.VM)
    @Operation(summary = "A VM")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page vm(@PathParam("vm_id") UUID vmId) {
        Vm vm = vms.get(vmId);
        return Page.of("vm/vm")
                .with("vm", vm)
                .with("drift", Drift.of(vm).orElse(null))
                .with("snapshots", SnapshotTree.of(snapshots.list(vmId)))
                .with("backups", backups.ofVm(vmId))
                .with("groups", groups.ofVm(vmId))
                .with("hosts", HostChoice.ready(hosts))
                .with("images", images.onHost(vm.hostId()))
                .with("networks", networks.list(new NetworkQuery(vm.hostId(), null, null, null, null, MOST)))
                .with("tasks", tasks.list(new TaskQuery(null, null, Vm.target(vmId), null, FEW)));
    }
}
