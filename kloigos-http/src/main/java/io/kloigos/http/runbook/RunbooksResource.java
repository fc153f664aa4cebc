package io.kloigos.http.runbook;

import io.kloigos.core.Caller;
import io.kloigos.core.runbook.RunbookService;
import io.kloigos.core.runbook.RunbookVerb;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.TaskAnswer;
import io.kloigos.http.task.TaskJson;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs of runbooks. */
@Path("api/v1/runbooks")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runbooks")
public final class RunbooksResource {
    private final RunbookService runbooks;
    private final TaskAnswer answer;

    @Inject
    public RunbooksResource(RunbookService runbooks, TaskAnswer answer) {
        this.runbooks = runbooks;
        this.answer = answer;
    }

    @POST
    @Path("{runbook_name}/execute")
    @RequiresPermission(Permission.RUNBOOK_RUN)
    @Operation(
            summary = "Run a runbook",
            description = "As a task whose steps make tasks of their own; a run whose process ends goes on elsewhere,"
                    + " and does nothing twice.")
    @ApiResponse(
            responseCode = "200",
            description = "It has run; the body is its task",
            content = @Content(schema = @Schema(implementation = TaskJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such runbook, host or VM")
    @ApiResponse(responseCode = "409", description = "A step failed; the detail says which and why")
    public CompletionStage<Response> execute(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("runbook_name") String name,
            @Nullable ExecuteJson body) {
        ExecuteJson wanted = body == null ? new ExecuteJson(null, null, Map.of()) : body;
        return answer.of(runbooks.execute(caller, name, wanted.request()), prefer, TaskJson::of);
    }

    @GET
    @Path("executions/{task_id}")
    @RequiresPermission(Permission.RUNBOOK_READ)
    @Operation(summary = "Look at a run: its steps, what became of them, and the tasks that they made")
    @ApiResponse(responseCode = "200", description = "The run")
    @ApiResponse(responseCode = "404", description = "That is no run of a runbook")
    public RunJson run(@PathParam("task_id") UUID taskId) {
        return RunJson.of(runbooks.run(taskId));
    }

    @GET
    @Path("verbs")
    @RequiresPermission(Permission.RUNBOOK_READ)
    @Operation(summary = "List what steps of runbooks can do")
    @ApiResponse(responseCode = "200", description = "The verbs, with what each is told")
    public CountedJson<RunbookVerb> verbs() {
        return CountedJson.of(runbooks.verbs());
    }
}
