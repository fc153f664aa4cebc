package io.kloigos.http.task;

import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskQuery;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.task.TaskStatus;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Recorded work that has not ended. */
@Path("api/v1/pending-tasks")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tasks")
public final class PendingTasksResource {
    private static final int MOST = 1000;

    private final TaskService tasks;

    @Inject
    public PendingTasksResource(TaskService tasks) {
        this.tasks = tasks;
    }

    @GET
    @RequiresPermission(Permission.TASK_READ)
    @Operation(summary = "List tasks that wait or run", description = "Newest first, up to 1,000 of each.")
    @ApiResponse(
            responseCode = "200",
            description = "The tasks that have not ended",
            content = @Content(schema = @Schema(implementation = PendingJson.class)))
    public PendingJson list() {
        List<TaskJson> pending = Arrays.stream(TaskStatus.values())
                .filter(status -> !status.isFinal())
                .flatMap(status -> tasks.list(new TaskQuery(status, null, null, null, MOST)).stream())
                .sorted(Comparator.comparing(Task::createdAt).reversed())
                .map(TaskJson::of)
                .toList();
        return new PendingJson(pending.size(), pending);
    }

    /** Tasks that have not ended. */
    @Schema(name = "PendingTasks")
    record PendingJson(int count, List<TaskJson> items) {}
}
