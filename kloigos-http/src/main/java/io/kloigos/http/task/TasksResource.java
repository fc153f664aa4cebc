package io.kloigos.http.task;

import io.kloigos.core.Caller;
import io.kloigos.core.task.TaskQuery;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.task.TaskStatus;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Recorded work, done and being done. */
@Path("api/v1/tasks")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tasks")
public final class TasksResource {
    private final TaskService tasks;

    @Inject
    public TasksResource(TaskService tasks) {
        this.tasks = tasks;
    }

    @GET
    @RequiresPermission(value = Permission.TASK_READ, over = Over.OWN)
    @Operation(
            summary = "List tasks",
            description = "Newest first. One who has roles in projects only sees the tasks of their VMs.")
    @ApiResponse(
            responseCode = "200",
            description = "The tasks that match every filter",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = TaskJson.class))))
    public Response list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("task_type") @Nullable String type,
            @QueryParam("target") @Nullable String target,
            @QueryParam("host_id") @Nullable String hostId,
            @QueryParam("vm_id") @Nullable String vmId,
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("since") @Nullable String since,
            @QueryParam("until") @Nullable String until,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context Caller caller,
            @Context UriInfo uri) {
        UUID before = QueryValues.uuid("cursor", Cursor.key(cursor));
        UUID vm = QueryValues.uuid("vm_id", vmId);
        TaskQuery query = new TaskQuery(
                QueryValues.word(TaskStatus.class, "status", status),
                type,
                vm == null ? target : "vm:" + vm,
                hostId,
                actor,
                QueryValues.time("since", since),
                QueryValues.time("until", until),
                before,
                limit);
        List<TaskJson> page = tasks.list(query.within(caller.scope())).stream()
                .map(TaskJson::of)
                .toList();
        return Cursor.page(page, limit, task -> task.taskId().toString(), uri);
    }

    @GET
    @Path("{task_id}")
    @RequiresPermission(value = Permission.TASK_READ, over = Over.TASK)
    @Operation(summary = "Look at a task and its steps")
    @ApiResponse(responseCode = "200", description = "The task")
    @ApiResponse(responseCode = "404", description = "There is no such task")
    public TaskJson get(@PathParam("task_id") UUID taskId) {
        return TaskJson.of(tasks.get(taskId), tasks.transcript(taskId));
    }
}
