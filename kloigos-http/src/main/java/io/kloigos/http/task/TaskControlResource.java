package io.kloigos.http.task;

import io.kloigos.core.Caller;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskControl;
import io.kloigos.core.task.TaskService;
import io.kloigos.http.security.Over;
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
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people do to tasks. */
@Path("api/v1/tasks")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tasks")
public final class TaskControlResource {
    private final TaskControl control;
    private final TaskService tasks;

    @Inject
    public TaskControlResource(TaskControl control, TaskService tasks) {
        this.control = control;
        this.tasks = tasks;
    }

    @POST
    @Path("{task_id}/approve")
    @RequiresPermission(value = Permission.TASK_APPROVE, over = Over.TASK)
    @Operation(
            summary = "Approve a task",
            description =
                    "It begins; who approved it, when and why stays with it. Admins do that, also those of its project, but"
                            + " not who asked for it, unless nobody else can.")
    @ApiResponse(
            responseCode = "200",
            description = "The task",
            content = @Content(schema = @Schema(implementation = TaskJson.class)))
    @ApiResponse(responseCode = "403", description = "The caller asked for it, and there are others to approve it")
    @ApiResponse(responseCode = "409", description = "It does not wait for approval")
    public TaskJson approve(@Context Caller caller, @PathParam("task_id") UUID taskId, @Nullable ReasonJson body) {
        return answer(control.approve(caller, taskId, ReasonJson.of(body)));
    }

    @POST
    @Path("{task_id}/reject")
    @RequiresPermission(value = Permission.TASK_APPROVE, over = Over.TASK)
    @Operation(summary = "Reject a task", description = "It never begins, and nothing of it stays.")
    @ApiResponse(
            responseCode = "200",
            description = "The task",
            content = @Content(schema = @Schema(implementation = TaskJson.class)))
    @ApiResponse(responseCode = "409", description = "It does not wait for approval")
    public TaskJson reject(@Context Caller caller, @PathParam("task_id") UUID taskId, @Nullable ReasonJson body) {
        return answer(control.reject(caller, taskId, ReasonJson.of(body)));
    }

    @POST
    @Path("{task_id}/cancel")
    @RequiresPermission(value = Permission.TASK_OPERATE, over = Over.TASK)
    @Operation(
            summary = "Call a task off",
            description =
                    "One that has not begun ends at once. One that runs takes back what it has done before its next"
                            + " step, or in the midst of one that tells its progress, and is refused when it cannot any more.")
    @ApiResponse(
            responseCode = "200",
            description = "The task",
            content = @Content(schema = @Schema(implementation = TaskJson.class)))
    @ApiResponse(responseCode = "409", description = "It has ended, or cannot be taken back any more")
    public TaskJson cancel(@Context Caller caller, @PathParam("task_id") UUID taskId, @Nullable ReasonJson body) {
        return answer(control.cancel(caller, taskId, ReasonJson.of(body)));
    }

    @POST
    @Path("{task_id}/retry")
    @RequiresPermission(value = Permission.TASK_OPERATE, over = Over.TASK)
    @Operation(
            summary = "Have a task done again",
            description = "One that failed or was called off. Its steps begin anew and go on from what its hosts show.")
    @ApiResponse(
            responseCode = "200",
            description = "The task",
            content = @Content(schema = @Schema(implementation = TaskJson.class)))
    @ApiResponse(responseCode = "409", description = "It did not fail, or cannot be done again")
    public TaskJson retry(@Context Caller caller, @PathParam("task_id") UUID taskId, @Nullable ReasonJson body) {
        return answer(control.retry(caller, taskId, ReasonJson.of(body)));
    }

    private TaskJson answer(Task task) {
        return TaskJson.of(task, tasks.transcript(task.taskId()));
    }
}
