package io.kloigos.http.drift;

import io.kloigos.core.Caller;
import io.kloigos.core.drift.OrphanService;
import io.kloigos.core.drift.VolumeName;
import io.kloigos.http.host.LiveAnswers;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.TaskAnswer;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What nobody uses on a host. */
@Path("api/v1/hosts/{host_id}/orphans")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Drift")
public final class OrphansResource {
    private final OrphanService orphans;
    private final LiveAnswers live;
    private final TaskAnswer answer;

    @Inject
    public OrphansResource(OrphanService orphans, LiveAnswers live, TaskAnswer answer) {
        this.orphans = orphans;
        this.live = live;
        this.answer = answer;
    }

    @GET
    @RequiresPermission(Permission.HOST_READ)
    @Operation(
            summary = "What nobody uses on a host",
            description = "Volumes, overlays whose base is gone, and leases, each with what proves it, as last"
                    + " observed; live=true looks at the host first. ours: the name is one that Kloigos gives.")
    @ApiResponse(
            responseCode = "200",
            description = "What nobody uses",
            content = @Content(schema = @Schema(implementation = OrphansJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public CompletionStage<OrphansJson> list(
            @PathParam("host_id") String hostId, @QueryParam("live") @Nullable String ask) {
        return live.answer(hostId, QueryValues.flag("live", ask), () -> OrphansJson.of(orphans.list(hostId)));
    }

    @POST
    @Path("remove")
    @RequiresPermission(Permission.HOST_MANAGE)
    @Operation(
            summary = "Remove volumes that nobody uses",
            description = "Only those that are named. A fresh complete look at the host must prove of each, immediately"
                    + " before it is deleted, that nobody uses it. Leases cannot be removed: they end by themselves.")
    @ApiResponse(
            responseCode = "200",
            description = "They are gone",
            content = @Content(schema = @Schema(implementation = RemovedOrphansJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such host or volume")
    @ApiResponse(responseCode = "409", description = "Somebody uses one of them, or nobody can know")
    public CompletionStage<Response> remove(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("host_id") String hostId,
            RemoveOrphansJson request) {
        return answer.of(
                orphans.remove(caller, hostId, request.names()),
                prefer,
                removed -> new RemovedOrphansJson(hostId, removed));
    }

    /** What was removed. */
    @Schema(name = "RemovedOrphans")
    record RemovedOrphansJson(String hostId, List<VolumeName> removed) {}
}
