package io.kloigos.http.figures;

import io.kloigos.core.host.HostService;
import io.kloigos.core.observation.HostWatch;
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

/** The last figures of a host: counters, as of a few moments, oldest first. */
@Path("api/v1/hosts/{host_id}/figures")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Figures")
public final class HostFiguresResource {
    private final HostService hosts;
    private final HostWatch watch;

    @Inject
    public HostFiguresResource(HostService hosts, HostWatch watch) {
        this.hosts = hosts;
        this.watch = watch;
    }

    @GET
    @RequiresPermission(Permission.HOST_READ)
    @Operation(
            summary = "What a host uses",
            description = "Empty on an instance that is not connected to the host, and while there is none yet.")
    @ApiResponse(responseCode = "200", description = "The last samples")
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public HostFiguresJson host(@PathParam("host_id") String hostId) {
        hosts.get(hostId);
        return new HostFiguresJson(
                hostId,
                watch.figures().ofHost(hostId).stream()
                        .map(sample -> new HostSampleJson(
                                sample.at(),
                                sample.figures().cpuBusyNanos(),
                                sample.figures().cpuIdleNanos(),
                                sample.figures().memoryBytes(),
                                sample.figures().memoryFreeBytes(),
                                sample.figures().domains().size(),
                                sample.diskBytes(),
                                sample.networkBytes()))
                        .toList());
    }

    /** Samples of a host. */
    @Schema(name = "HostFigures")
    record HostFiguresJson(String hostId, List<HostSampleJson> samples) {}

    /** What a host used; what its running VMs read, wrote, received and sent since this instance is connected to it. */
    @Schema(name = "HostSample")
    record HostSampleJson(
            Instant at,
            long cpuBusyNanos,
            long cpuIdleNanos,
            long memoryBytes,
            long memoryFreeBytes,
            int runningVms,
            long diskBytes,
            long networkBytes) {}
}
