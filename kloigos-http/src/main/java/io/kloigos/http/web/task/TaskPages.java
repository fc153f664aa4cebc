package io.kloigos.http.web.task;

import io.kloigos.core.Caller;
import io.kloigos.core.runbook.RunbookService;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskQuery;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.task.TaskStatus;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.Frame;
import io.kloigos.http.web.Page;
import io.kloigos.http.web.Paging;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tasks: all of them, and one of them with its steps. */
@Path("tasks")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class TaskPages {
    private static final String RUNBOOK = "runbook.execute";

    private final TaskService tasks;
    private final RunbookService runbooks;

    @Inject
    public TaskPages(TaskService tasks, RunbookService runbooks) {
        this.tasks = tasks;
        this.runbooks = runbooks;
    }

    @GET
    @RequiresPermission(value = Permission.TASK_READ, over = Over.OWN)
    @Operation(summary = "The tasks")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("target") @Nullable String target,
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("project_id") @Nullable String projectId,
            @CookieParam(Frame.PROJECT_COOKIE) @Nullable String chosen,
            @QueryParam("cursor") @Nullable String cursor,
            @Context Caller caller,
            @Context UriInfo uri) {
        TaskQuery query = new TaskQuery(
                QueryValues.word(TaskStatus.class, "status", status),
                null,
                QueryValues.text(target),
                null,
                QueryValues.text(actor),
                null,
                null,
                QueryValues.uuid("cursor", Cursor.key(cursor)),
                Paging.ROWS);
        List<Task> page = tasks.list(query.within(caller.scope().narrowedTo(Frame.project(projectId, chosen))));
        return Page.of("task/list")
                .with("tasks", page)
                .with("paging", Paging.of(page, task -> task.taskId().toString(), uri));
    }

    @GET
    @Path("{task_id}")
    @RequiresPermission(value = Permission.TASK_READ, over = Over.TASK)
    @Operation(summary = "A task")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page task(@PathParam("task_id") UUID taskId) {
        Task task = tasks.get(taskId);
        return Page.of("task/task")
                .with("task", task)
                .with("commands", tasks.transcript(taskId))
                .with("run", task.type().equals(RUNBOOK) ? runbooks.run(taskId) : null);
    }
}
