package io.kloigos.http.vm;

import io.kloigos.core.Caller;
import io.kloigos.core.drift.Adoptions;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.TaskAnswer;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Domains that exist already. */
@Path("api/v1/vms/import")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public final class ImportVmResource {
    private final Adoptions adoptions;
    private final TaskAnswer answer;

    @Inject
    public ImportVmResource(Adoptions adoptions, TaskAnswer answer) {
        this.adoptions = adoptions;
        this.answer = answer;
    }

    @POST
    @RequiresPermission(Permission.VM_MANAGE)
    @Operation(
            summary = "Take a domain that exists into the CMDB",
            description = "Its name, CPUs, memory, disks, networks and power are what the host reports, whatever the"
                    + " request says of them; labels, annotations, image, project and created_at are the request's. The"
                    + " domain gets our stamp, and is not touched otherwise.")
    @ApiResponse(
            responseCode = "200",
            description = "The VM",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "The host has no such domain")
    @ApiResponse(responseCode = "409", description = "It is in the CMDB already, or bears a foreign stamp")
    public CompletionStage<Response> importVm(
            @Context Caller caller, @HeaderParam("Prefer") @Nullable List<String> prefer, ImportVmJson vm) {
        return answer.of(adoptions.importDomain(caller, vm.request()), prefer, HostVmJson::of);
    }
}
