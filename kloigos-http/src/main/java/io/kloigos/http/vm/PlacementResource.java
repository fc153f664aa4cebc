package io.kloigos.http.vm;

import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.placement.HostFit;
import io.kloigos.core.vm.placement.Placement;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which host would take a VM. */
@Path("api/v1/vms/placement")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public final class PlacementResource {
    private final Placement placement;

    @Inject
    public PlacementResource(Placement placement) {
        this.placement = placement;
    }

    @POST
    @RequiresPermission(Permission.VM_READ)
    @Operation(
            summary = "Explain where a VM would go",
            description =
                    "Takes what provision takes and makes nothing. The best host comes first; each that cannot take"
                            + " the VM says why.")
    @ApiResponse(
            responseCode = "200",
            description = "All hosts",
            content = @Content(schema = @Schema(implementation = PlacedJson.class)))
    public PlacedJson explain(ProvisionVmJson vm) {
        VmRequest request = vm.request();
        return PlacedJson.of(placement.explain(request.need()));
    }

    /**
     * Where a VM would go.
     *
     * @param hostId null when no host can take it
     */
    @Schema(name = "Placement")
    record PlacedJson(@Nullable String hostId, List<FitJson> hosts) {
        static PlacedJson of(List<HostFit> fits) {
            String best = fits.stream()
                    .filter(HostFit::fits)
                    .findFirst()
                    .map(HostFit::hostId)
                    .orElse(null);
            return new PlacedJson(best, fits.stream().map(FitJson::of).toList());
        }
    }

    /** Whether a host can take it; what it has left counts overcommitment in. */
    @Schema(name = "HostFit")
    record FitJson(String hostId, boolean fits, List<String> reasons, long freeCpuCores, long freeMemoryMb) {
        static FitJson of(HostFit fit) {
            return new FitJson(fit.hostId(), fit.fits(), fit.reasons(), fit.freeCpuCores(), fit.freeMemoryMb());
        }
    }
}
