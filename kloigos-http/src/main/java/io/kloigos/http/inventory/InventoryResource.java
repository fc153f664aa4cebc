package io.kloigos.http.inventory;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.server.ServerQuery;
import io.kloigos.core.server.ServerService;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;

/** The pool as Ansible reads it. */
@Path("api/v1/inventory/ansible")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Pool")
public final class InventoryResource {
    private final ServerService servers;
    private final ObjectMapper mapper;

    @Inject
    public InventoryResource(ServerService servers, ObjectMapper mapper) {
        this.servers = servers;
        this.mapper = mapper;
    }

    @GET
    @RequiresPermission(Permission.POOL_READ)
    @Operation(summary = "The whole pool as an Ansible dynamic inventory", description = "One call for everything.")
    @ApiResponse(responseCode = "200", description = "Groups, and all variables of all hosts under _meta")
    public StreamingOutput inventory(
            @Parameter(description = "A field of servers or label.NAME, any number of times; service_name if left out")
                    @QueryParam("group_by")
                    List<String> groupBy) {
        AnsibleInventory inventory =
                new AnsibleInventory(mapper, groupBy.isEmpty() ? List.of("service_name") : groupBy);
        return out -> inventory.write(out, consumer -> servers.each(ServerQuery.all(), consumer));
    }
}
