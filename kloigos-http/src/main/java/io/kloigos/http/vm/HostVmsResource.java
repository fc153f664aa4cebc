package io.kloigos.http.vm;

import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmService;
import io.kloigos.http.host.LiveAnswers;
import io.kloigos.http.query.QueryValues;
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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The VMs of one host. */
@Path("api/v1/hosts/{host_id}/vms")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public final class HostVmsResource {
    private final VmService vms;
    private final LiveAnswers live;

    @Inject
    public HostVmsResource(VmService vms, LiveAnswers live) {
        this.vms = vms;
        this.live = live;
    }

    @GET
    @RequiresPermission(Permission.VM_READ)
    @Operation(
            summary = "List a host's VMs",
            description = "Newest first, at most 1,000, as last observed; live=true asks the host first.")
    @ApiResponse(
            responseCode = "200",
            description = "The VMs",
            content = @Content(schema = @Schema(implementation = HostVmsJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public CompletionStage<HostVmsJson> list(
            @PathParam("host_id") String hostId, @QueryParam("live") @Nullable String ask) {
        return live.answer(hostId, QueryValues.flag("live", ask), () -> new HostVmsJson(hostId, vms(hostId)));
    }

    private List<VmJson> vms(String hostId) {
        return vms.list(VmQuery.onHost(hostId)).stream().map(VmJson::of).toList();
    }

    /** A host's VMs on the wire. */
    @Schema(name = "HostVms")
    record HostVmsJson(String hostId, List<VmJson> vms) {}
}
