package io.kloigos.http.vm;

import io.kloigos.core.host.HostService;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmService;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The VMs of one host. */
@Path("api/v1/hosts/{host_id}/vms")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public final class HostVmsResource {
    private final HostService hosts;
    private final VmService vms;

    @Inject
    public HostVmsResource(HostService hosts, VmService vms) {
        this.hosts = hosts;
        this.vms = vms;
    }

    @GET
    @RequiresPermission(Permission.VM_READ)
    @Operation(summary = "List a host's VMs", description = "Newest first, as last observed, at most 1,000.")
    @ApiResponse(responseCode = "200", description = "The VMs")
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public HostVmsJson list(@PathParam("host_id") String hostId) {
        hosts.get(hostId);
        return new HostVmsJson(
                hostId,
                vms.list(VmQuery.onHost(hostId)).stream().map(VmJson::of).toList());
    }

    /** A host's VMs on the wire. */
    @Schema(name = "HostVms")
    record HostVmsJson(String hostId, List<VmJson> vms) {}
}
