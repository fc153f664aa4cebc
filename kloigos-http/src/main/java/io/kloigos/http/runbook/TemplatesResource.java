package io.kloigos.http.runbook;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.runbook.RunbookService;
import io.kloigos.http.json.Yaml;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.Map;

/** Runbooks as they are kept. */
@Path("api/v1/runbooks/templates")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runbooks")
public final class TemplatesResource {
    private final RunbookService runbooks;
    private final ObjectMapper json;
    private final ObjectMapper yaml = Yaml.mapper();

    @Inject
    public TemplatesResource(RunbookService runbooks, ObjectMapper json) {
        this.runbooks = runbooks;
        this.json = json;
    }

    @GET
    @RequiresPermission(Permission.RUNBOOK_READ)
    @Operation(summary = "List runbooks", description = "Those that are built in first.")
    @ApiResponse(responseCode = "200", description = "All runbooks")
    public CountedJson<TemplateJson> list() {
        return CountedJson.of(runbooks.list().stream().map(TemplateJson::of).toList());
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml"})
    @RequiresPermission(Permission.RUNBOOK_MANAGE)
    @Operation(
            summary = "Keep a runbook",
            description = "As JSON or YAML. Its verbs, their arguments and the values that it names are checked now."
                    + " GET /api/v1/runbooks/verbs tells what there is.")
    @RequestBody(content = @Content(schema = @Schema(implementation = TemplateJson.class)))
    @ApiResponse(
            responseCode = "200",
            description = "The runbook",
            content = @Content(schema = @Schema(implementation = TemplateJson.class)))
    @ApiResponse(responseCode = "400", description = "Something in it is not valid")
    @ApiResponse(responseCode = "409", description = "Its name is taken")
    public TemplateJson add(@Context Caller caller, @HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type, byte[] body)
            throws IOException {
        ObjectMapper format = type.getSubtype().contains("yaml") ? yaml : json;
        TemplateJson template = body.length == 0 ? null : format.readValue(body, TemplateJson.class);
        if (template == null) {
            throw new KloigosException(ErrorCode.INVALID, "The body must be a runbook, as JSON or YAML.");
        }
        return TemplateJson.of(runbooks.add(caller, template.runbook()));
    }

    @GET
    @Path("{name}")
    @RequiresPermission(Permission.RUNBOOK_READ)
    @Operation(summary = "Look at a runbook")
    @ApiResponse(responseCode = "200", description = "The runbook")
    @ApiResponse(responseCode = "404", description = "There is no such runbook")
    public TemplateJson get(@PathParam("name") String name) {
        return TemplateJson.of(runbooks.get(name));
    }

    @DELETE
    @Path("{name}")
    @RequiresPermission(Permission.RUNBOOK_MANAGE)
    @Operation(summary = "Remove a runbook", description = "Runs of it go on.")
    @ApiResponse(responseCode = "200", description = "It is gone")
    @ApiResponse(responseCode = "404", description = "There is no such runbook")
    @ApiResponse(responseCode = "409", description = "It is built in, or scheduled")
    public Map<String, String> remove(@Context Caller caller, @PathParam("name") String name) {
        runbooks.remove(caller, name);
        return Map.of("status", "deleted", "name", name);
    }
}
