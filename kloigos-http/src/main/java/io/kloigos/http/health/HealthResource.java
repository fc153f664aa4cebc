package io.kloigos.http.health;

import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.security.Public;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether the process lives, and whether it can work. */
@Path("/")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "System")
public final class HealthResource {
    private final HttpServerConfig config;
    private final Readiness readiness;

    @Inject
    public HealthResource(HttpServerConfig config, Readiness readiness) {
        this.config = config;
        this.readiness = readiness;
    }

    @GET
    @Path("healthz")
    @Public
    @Operation(summary = "Whether the process lives")
    @ApiResponse(responseCode = "200", description = "It does")
    public Map<String, String> health() {
        Map<String, String> health = new LinkedHashMap<>();
        health.put("status", "ok");
        if (!config.basePath().isEmpty()) {
            health.put("base_path", config.basePath());
        }
        return health;
    }

    @GET
    @Path("readyz")
    @Public
    @Operation(summary = "Whether every part is ready to work")
    @ApiResponse(responseCode = "200", description = "All parts are ready")
    @ApiResponse(responseCode = "503", description = "A part is not; the body names it")
    public Response readiness() {
        Map<String, PartJson> states = new LinkedHashMap<>();
        readiness.parts().forEach(part -> states.put(part.name(), PartJson.of(part)));
        boolean ready = states.values().stream().allMatch(PartJson::ready);
        return Response.status(ready ? 200 : 503)
                .entity(new ReadinessJson(ready ? "ready" : "not_ready", states))
                .build();
    }
}
