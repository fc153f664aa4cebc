package io.kloigos.http.metrics;

import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** Figures for Prometheus. */
@Path("metrics")
@Singleton
@Tag(name = "System")
public final class MetricsResource {
    private final PrometheusMeterRegistry registry;

    @Inject
    public MetricsResource(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @GET
    @Produces("text/plain; version=0.0.4; charset=utf-8")
    @RequiresPermission(Permission.METRICS_READ)
    @Operation(summary = "Figures in Prometheus text format")
    @ApiResponse(responseCode = "200", description = "All figures of this process")
    public String scrape() {
        return registry.scrape();
    }
}
