package io.kloigos.http.server.vm;

import io.kloigos.core.Caller;
import io.kloigos.core.server.vm.VmTemplates;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Templates of VMs for the pool. */
@Path("api/v1/vm-templates")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Pool")
public final class VmTemplatesResource {
    private final VmTemplates templates;

    @Inject
    public VmTemplatesResource(VmTemplates templates) {
        this.templates = templates;
    }

    @POST
    @RequiresPermission(Permission.POOL_MANAGE)
    @Operation(
            summary = "Add a VM template",
            description =
                    "POST /provision with kind any or vm and vm.template makes a VM from it where no server is free.")
    @ApiResponse(
            responseCode = "200",
            description = "The template",
            content = @Content(schema = @Schema(implementation = VmTemplateJson.class)))
    @ApiResponse(responseCode = "409", description = "Its name is taken")
    public VmTemplateJson add(@Context Caller caller, VmTemplateJson template) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return VmTemplateJson.of(templates.add(caller, template.template(now)));
    }

    @GET
    @RequiresPermission(value = Permission.POOL_READ, over = Over.SHARED)
    @Operation(summary = "List VM templates", description = "By name.")
    @ApiResponse(
            responseCode = "200",
            description = "All templates",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = VmTemplateJson.class))))
    public List<VmTemplateJson> list() {
        return templates.list().stream().map(VmTemplateJson::of).toList();
    }

    @GET
    @Path("{name}")
    @RequiresPermission(value = Permission.POOL_READ, over = Over.SHARED)
    @Operation(summary = "Look at a VM template")
    @ApiResponse(
            responseCode = "200",
            description = "The template",
            content = @Content(schema = @Schema(implementation = VmTemplateJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such template")
    public VmTemplateJson get(@PathParam("name") String name) {
        return VmTemplateJson.of(templates.get(name));
    }

    @DELETE
    @Path("{name}")
    @RequiresPermission(Permission.POOL_MANAGE)
    @Operation(summary = "Remove a VM template", description = "VMs that were made from it stay as they are.")
    @ApiResponse(responseCode = "200", description = "It is gone")
    @ApiResponse(responseCode = "404", description = "There is no such template")
    public Map<String, String> remove(@Context Caller caller, @PathParam("name") String name) {
        templates.remove(caller, name);
        return Map.of("status", "deleted", "name", name);
    }
}
