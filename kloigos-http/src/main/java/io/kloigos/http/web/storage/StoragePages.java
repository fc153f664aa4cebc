package io.kloigos.http.web.storage;

import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.observation.VolumeUse;
import io.kloigos.core.storage.StoragePoolService;
import io.kloigos.core.storage.TrashService;
import io.kloigos.core.storage.VolumeService;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.HostChoice;
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
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Storage pools, their volumes, and the trash. */
@Path("storage")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class StoragePages {
    private final HostInventory inventory;
    private final HostService hosts;
    private final VolumeService volumes;
    private final StoragePoolService pools;
    private final TrashService trash;

    @Inject
    public StoragePages(
            HostInventory inventory,
            HostService hosts,
            VolumeService volumes,
            StoragePoolService pools,
            TrashService trash) {
        this.inventory = inventory;
        this.hosts = hosts;
        this.volumes = volumes;
        this.pools = pools;
        this.trash = trash;
    }

    @GET
    @RequiresPermission(Permission.VM_READ)
    @Operation(summary = "The storage pools of a host")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list(@QueryParam("host_id") @Nullable String hostId) {
        HostChoice choice = HostChoice.of(hosts);
        String chosen = choice.orFirst(QueryValues.text(hostId), hosts);
        return Page.of("storage/list")
                .with("hosts", choice)
                .with("host", chosen)
                .with("pools", chosen == null ? List.of() : inventory.pools(chosen))
                .with("trash", trash.list());
    }

    @GET
    @Path("{host_id}/{pool}")
    @RequiresPermission(Permission.VM_READ)
    @Operation(summary = "A storage pool and its volumes")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page pool(@PathParam("host_id") String hostId, @PathParam("pool") String pool) {
        return Page.of("storage/pool")
                .with("host", hosts.get(hostId).hostId())
                .with("pool", pools.get(hostId, pool))
                .with("volumes", rows(hostId, pool));
    }

    private List<VolumeRow> rows(String hostId, String pool) {
        List<Domain> domains = inventory.domains(hostId);
        VolumeUse use = VolumeUse.of(domains, inventory.volumes(hostId));
        return volumes.list(hostId, pool).stream()
                .map(volume -> new VolumeRow(volume, named(use.usersOf(volume), domains)))
                .toList();
    }

    private static List<Domain> named(List<UUID> ids, List<Domain> domains) {
        return domains.stream().filter(domain -> ids.contains(domain.vmId())).toList();
    }

    /** A volume and the VMs that use it. */
    public record VolumeRow(Volume volume, List<Domain> usedBy) {}
}
