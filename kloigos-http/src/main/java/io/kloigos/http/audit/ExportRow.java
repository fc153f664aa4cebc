package io.kloigos.http.audit;

import io.kloigos.core.event.Event;
import io.kloigos.core.policy.Policy;
import io.kloigos.core.task.Task;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Any record of an export as columns. */
record ExportRow(
        String kind,
        Object id,
        Instant createdAt,
        String type,
        @Nullable String actor,
        @Nullable String address,
        @Nullable String target,
        @Nullable Object status,
        @Nullable Object taskId,
        String message,
        @Nullable String difference) {
    static final List<String> COLUMNS = List.of(
            "kind",
            "id",
            "created_at",
            "type",
            "actor",
            "address",
            "target",
            "status",
            "task_id",
            "message",
            "difference");

    static ExportRow of(Event event) {
        return new ExportRow(
                "event",
                event.eventId(),
                event.createdAt(),
                event.type(),
                event.actor(),
                event.address(),
                event.target(),
                null,
                event.taskId(),
                event.message(),
                event.difference());
    }

    static ExportRow of(Task task) {
        return new ExportRow(
                "task",
                task.taskId(),
                task.createdAt(),
                task.type(),
                task.actor(),
                task.address(),
                task.target(),
                task.status().word(),
                task.taskId(),
                task.detail(),
                task.error());
    }

    static ExportRow of(Policy policy) {
        return new ExportRow(
                "policy",
                policy.policyId(),
                policy.createdAt(),
                policy.category(),
                null,
                null,
                policy.target(),
                null,
                null,
                policy.name(),
                null);
    }

    List<@Nullable Object> cells() {
        return Arrays.asList(kind, id, createdAt, type, actor, address, target, status, taskId, message, difference);
    }
}
