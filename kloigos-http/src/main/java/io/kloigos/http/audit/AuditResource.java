package io.kloigos.http.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.KloigosException;
import io.kloigos.core.audit.AuditLog;
import io.kloigos.core.audit.Verification.Known;
import io.kloigos.core.policy.Policies;
import io.kloigos.core.policy.Policy;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskQuery;
import io.kloigos.core.task.TaskService;
import io.kloigos.http.event.EventJson;
import io.kloigos.http.policy.PolicyJson;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.BlockingCalls;
import io.kloigos.http.task.TaskJson;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The whole record of what happened. */
@Path("api/v1/audit")
@Singleton
@Tag(name = "Events")
public final class AuditResource {
    private static final int PAGE = 500;

    private final AuditLog audit;
    private final TaskService tasks;
    private final Policies policies;
    private final BlockingCalls calls;
    private final ObjectMapper mapper;

    @Inject
    public AuditResource(
            AuditLog audit, TaskService tasks, Policies policies, BlockingCalls calls, ObjectMapper mapper) {
        this.audit = audit;
        this.tasks = tasks;
        this.policies = policies;
        this.calls = calls;
        this.mapper = mapper;
    }

    @GET
    @Path("export")
    @RequiresPermission(Permission.AUDIT_READ)
    @Operation(
            summary = "Export what happened",
            description =
                    "Every event and task of a time, and all policies, as format=json, ndjson or csv. It is written"
                            + " as it is read, however much that is.")
    @ApiResponse(responseCode = "200", description = "The export")
    public Response export(
            @QueryParam("format") @Nullable String format,
            @QueryParam("since") @Nullable String since,
            @QueryParam("until") @Nullable String until) {
        ExportFormat asked = QueryValues.word(ExportFormat.class, "format", format);
        ExportFormat form = asked == null ? ExportFormat.JSON : asked;
        Instant from = QueryValues.time("since", since);
        Instant to = QueryValues.time("until", until);
        StreamingOutput body = out -> write(form, from, to, out);
        return Response.ok(body)
                .type(form.mediaType())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"kloigos-audit." + form.ending() + '"')
                .build();
    }

    @GET
    @Path("verify")
    @RequiresPermission(Permission.AUDIT_READ)
    @jakarta.ws.rs.Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Verify the timeline",
            description =
                    "Looks at every event and tells whether it is as it was sealed. known=BLOCK:HASH, as an earlier"
                            + " answer told them in head_block and head_hash, must still be in the chain.")
    @ApiResponse(
            responseCode = "200",
            description = "What was found",
            content = @Content(schema = @Schema(implementation = VerificationJson.class)))
    public CompletionStage<VerificationJson> verify(@QueryParam("known") @Nullable String known) {
        Known noted = known(known);
        return calls.run(() -> VerificationJson.of(audit.verify(noted)));
    }

    private static @Nullable Known known(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!text.matches("\\d{1,18}:[0-9a-f]{64}")) {
            throw KloigosException.invalid("known", "must be BLOCK:HASH");
        }
        String[] parts = text.split(":", 2);
        return new Known(Long.parseLong(parts[0]), parts[1]);
    }

    private void write(ExportFormat form, @Nullable Instant since, @Nullable Instant until, OutputStream out)
            throws IOException {
        ExportWriter writer = form.writer(mapper, out);
        try {
            writer.begin(Instant.now());
            writer.section("events");
            audit.each(since, until, event -> write(writer, EventJson.of(event), ExportRow.of(event)));
            writer.section("tasks");
            writeTasks(writer, since, until);
            writer.section("policies");
            for (Policy policy : policies.list()) {
                writer.write(PolicyJson.of(policy), ExportRow.of(policy));
            }
            writer.end();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void writeTasks(ExportWriter writer, @Nullable Instant since, @Nullable Instant until) throws IOException {
        UUID before = null;
        List<Task> page;
        do {
            page = tasks.list(new TaskQuery(null, null, null, null, null, since, until, before, PAGE));
            for (Task task : page) {
                writer.write(TaskJson.of(task), ExportRow.of(task));
                before = task.taskId();
            }
        } while (page.size() == PAGE);
    }

    private static void write(ExportWriter writer, Object wire, ExportRow row) {
        try {
            writer.write(wire, row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
