package io.kloigos.http.vm.disk;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmService;
import io.kloigos.core.vm.snapshot.SnapshotService;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.vm.VmJson;
import io.kloigos.http.vm.VmOnHost;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one VM is connected to. */
@Path("api/v1/vms/{vm_id}/attachments")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public final class AttachmentsResource {
    private final VmService vms;
    private final SnapshotService snapshots;
    private final HostInventory inventory;
    private final VmOnHost hosts;

    @Inject
    public AttachmentsResource(VmService vms, SnapshotService snapshots, HostInventory inventory, VmOnHost hosts) {
        this.vms = vms;
        this.snapshots = snapshots;
        this.inventory = inventory;
        this.hosts = hosts;
    }

    @GET
    @RequiresPermission(value = Permission.VM_READ, over = Over.VM)
    @Operation(summary = "List what a VM is connected to", description = "As last observed.")
    @ApiResponse(
            responseCode = "200",
            description = "Its image, networks, snapshots and volumes",
            content = @Content(schema = @Schema(implementation = AttachmentsJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such VM, or not on that host")
    public AttachmentsJson get(@PathParam("vm_id") UUID vmId, @QueryParam("host_id") @Nullable String hostId) {
        hosts.check(vmId, hostId);
        Vm vm = vms.get(vmId);
        Domain domain = vm.observed();
        List<String> taken = snapshots.list(vmId).stream()
                .map(each -> each.snapshot().name())
                .toList();
        return new AttachmentsJson(
                vm.hostId(),
                vmId,
                vm.powerState(),
                new AttachmentsJson.Attachments(
                        vm.image(),
                        domain == null ? List.of() : VmJson.networks(domain),
                        taken,
                        domain == null ? List.of() : volumes(vm.hostId(), domain)));
    }

    private List<AttachmentsJson.VolumeJson> volumes(String hostId, Domain domain) {
        Map<String, Volume> byPath = inventory.volumes(hostId).stream()
                .collect(Collectors.toMap(Volume::path, Function.identity(), (one, other) -> one));
        return domain.disks().stream()
                .flatMap(disk -> Optional.ofNullable(disk.source())
                        .map(source -> AttachmentsJson.VolumeJson.of(disk, source, byPath.get(source)))
                        .stream())
                .toList();
    }
}
