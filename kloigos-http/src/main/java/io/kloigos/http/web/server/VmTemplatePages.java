package io.kloigos.http.web.server;

import io.kloigos.core.image.ImageService;
import io.kloigos.core.server.vm.VmTemplates;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
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

/** Templates of VMs for the pool: all of them, and one of them. */
@Path("vm-templates")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class VmTemplatePages {
    private final VmTemplates templates;
    private final ImageService images;

    @Inject
    public VmTemplatePages(VmTemplates templates, ImageService images) {
        this.templates = templates;
        this.images = images;
    }

    @GET
    @RequiresPermission(value = Permission.POOL_READ, over = Over.SHARED)
    @Operation(summary = "The VM templates")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list() {
        return Page.of("server/templates").with("templates", templates.list()).with("images", images.list());
    }

    @GET
    @Path("{name}")
    @RequiresPermission(value = Permission.POOL_READ, over = Over.SHARED)
    @Operation(summary = "A VM template")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page template(@PathParam("name") String name) {
        return Page.of("server/template").with("template", templates.get(name));
    }
}
