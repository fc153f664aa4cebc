package io.kloigos.http.server;

import io.kloigos.core.server.PoolHistory;
import io.kloigos.core.server.PoolSample;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How full the pool was. */
@Path("api/v1/pool/history")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Pool")
public final class PoolHistoryResource {
    private final PoolHistory history;

    @Inject
    public PoolHistoryResource(PoolHistory history) {
        this.history = history;
    }

    @GET
    @RequiresPermission(Permission.POOL_READ)
    @Operation(
            summary = "How full the pool was",
            description =
                    "Samples of every five minutes, oldest first, kept for 30 days, and how it is now; of a long time"
                            + " every so many, so that there are about 300 at most.")
    @ApiResponse(responseCode = "200", description = "The samples of the last hours")
    public PoolHistoryJson history(@QueryParam("hours") @DefaultValue("24") int hours) {
        return new PoolHistoryJson(history.of(Duration.ofHours(hours)).stream()
                .map(PoolSampleJson::of)
                .toList());
    }

    /** Samples of the pool. */
    @Schema(name = "PoolHistory")
    record PoolHistoryJson(List<PoolSampleJson> samples) {}

    /** How many servers were in which state. */
    @Schema(name = "PoolSample")
    record PoolSampleJson(Instant at, long free, long running, long stopped, long maintenance) {
        static PoolSampleJson of(PoolSample sample) {
            return new PoolSampleJson(
                    sample.takenAt(), sample.free(), sample.running(), sample.stopped(), sample.maintenance());
        }
    }
}
