package io.kloigos.http.inventory;

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
import java.util.List;
import java.util.Map;

/** The pool as Ansible reads it. */
@Path("api/v1/inventory/ansible")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Pool")
public final class InventoryResource {
    private final ServerService servers;

    @Inject
    public InventoryResource(ServerService servers) {
        this.servers = servers;
    }

    @GET
    @RequiresPermission(Permission.POOL_READ)
    @Operation(summary = "The whole pool as an Ansible dynamic inventory", description = "One call for everything.")
    @ApiResponse(responseCode = "200", description = "Groups, and all variables of all hosts under _meta")
    public Map<String, Object> inventory(
            @Parameter(description = "A field of servers or label.NAME, any number of times; service_name if left out")
                    @QueryParam("group_by")
                    List<String> groupBy) {
        AnsibleInventory inventory = new AnsibleInventory(groupBy.isEmpty() ? List.of("service_name") : groupBy);
        servers.each(ServerQuery.all(), inventory::add);
        return inventory.document();
    }
}
