package io.kloigos.http.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.KloigosException.FieldError;
import io.kloigos.core.server.Server;
import io.kloigos.core.server.ServerService;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Brings the pool up to an inventory file. */
@Path("servers/import")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Pool")
public final class ServerImportResource {
    private final ServerService servers;
    private final InventoryFormats formats;

    @Inject
    public ServerImportResource(ServerService servers, ObjectMapper mapper) {
        this.servers = servers;
        this.formats = new InventoryFormats(mapper);
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml", "text/csv"})
    @RequiresPermission(Permission.POOL_MANAGE)
    @Operation(
            summary = "Import an inventory",
            description =
                    "All or nothing: adds what is new, changes what differs, leaves claims and other servers alone.")
    @RequestBody(
            description = "A list of servers as JSON or YAML, or CSV with a header line",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = ServerJson.class))))
    @ApiResponse(responseCode = "200", description = "How many were added, changed, unchanged")
    @ApiResponse(responseCode = "400", description = "An entry is not valid; nothing was imported")
    public ImportCountsJson importAll(
            @Context Caller caller, @HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type, byte[] body)
            throws IOException {
        return ImportCountsJson.of(servers.importAll(caller, servers(formats.read(type, body))));
    }

    /** All entries, or everything that is wrong with any of them. */
    private static List<Server> servers(List<ServerJson> entries) {
        List<Server> servers = new ArrayList<>();
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            try {
                servers.add(entries.get(i).server());
            } catch (KloigosException e) {
                String entry = "[" + i + "].";
                e.fields().forEach(error -> errors.add(new FieldError(entry + error.field(), error.message())));
            }
        }
        if (!errors.isEmpty()) {
            throw KloigosException.invalid(errors);
        }
        return servers;
    }
}
