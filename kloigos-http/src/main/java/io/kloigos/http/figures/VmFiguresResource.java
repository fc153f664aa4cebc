package io.kloigos.http.figures;

import io.kloigos.core.hypervisor.DomainFigures;
import io.kloigos.core.observation.HostWatch;
import io.kloigos.core.vm.VmService;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The last figures of a VM: counters, as of a few moments, oldest first. */
@Path("api/v1/vms/{vm_id}/figures")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Figures")
public final class VmFiguresResource {
    private final VmService vms;
    private final HostWatch watch;

    @Inject
    public VmFiguresResource(VmService vms, HostWatch watch) {
        this.vms = vms;
        this.watch = watch;
    }

    @GET
    @RequiresPermission(value = Permission.VM_READ, over = Over.VM)
    @Operation(
            summary = "What a VM uses",
            description = "Empty while it does not run, and on an instance that is not connected to its host.")
    @ApiResponse(responseCode = "200", description = "The last samples")
    @ApiResponse(responseCode = "404", description = "There is no such VM")
    public VmFiguresJson vm(@PathParam("vm_id") UUID vmId) {
        String hostId = vms.get(vmId).hostId();
        return new VmFiguresJson(
                vmId,
                hostId,
                watch.figures().ofDomain(hostId, vmId).stream()
                        .map(sample -> VmSampleJson.of(sample.at(), sample.figures()))
                        .toList());
    }

    /** Samples of a VM. */
    @Schema(name = "VmFigures")
    record VmFiguresJson(UUID vmId, String hostId, List<VmSampleJson> samples) {}

    /** What a VM used. */
    @Schema(name = "VmSample")
    record VmSampleJson(
            Instant at,
            int vcpus,
            long cpuNanos,
            long memoryBytes,
            long memoryResidentBytes,
            long diskReadBytes,
            long diskWrittenBytes,
            long diskReads,
            long diskWrites,
            long networkReceivedBytes,
            long networkSentBytes) {
        static VmSampleJson of(Instant at, DomainFigures f) {
            return new VmSampleJson(
                    at,
                    f.vcpus(),
                    f.cpuNanos(),
                    f.memoryBytes(),
                    f.memoryResidentBytes(),
                    f.diskReadBytes(),
                    f.diskWrittenBytes(),
                    f.diskReads(),
                    f.diskWrites(),
                    f.networkReceivedBytes(),
                    f.networkSentBytes());
        }
    }
}
