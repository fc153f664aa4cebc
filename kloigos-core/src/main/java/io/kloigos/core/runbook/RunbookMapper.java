package io.kloigos.core.runbook;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The tables {@code runbook_template}, {@code runbook_execution}, {@code runbook_step} and {@code runbook_child}. */
interface RunbookMapper {
    /** @param definition as JSON */
    record TemplateRow(UUID templateId, String name, String definition, String createdBy, Instant createdAt) {}

    /** How far a step is. */
    enum StepStatus {
        RUNNING,
        SUCCEEDED,
        FAILED,
        SKIPPED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record StepRow(
            int position,
            String name,
            String verb,
            int attempt,
            StepStatus status,
            String message,
            Instant changedAt) {}

    record ChildRow(
            int position,
            int attempt,
            String childKey,
            String decision,
            @Nullable UUID taskId) {}

    @Insert("""
            insert into runbook_template (template_id, name, definition, created_by, created_at)
            values (#{templateId}, #{name}, #{definition}, #{createdBy}, #{createdAt})
            """)
    void insertTemplate(TemplateRow row);

    @Select("select template_id, name, definition, created_by, created_at from runbook_template where name = #{name}")
    @Nullable
    TemplateRow template(@Param("name") String name);

    @Select("""
            select template_id, name, definition, created_by, created_at from runbook_template order by name
            limit #{limit}
            """)
    List<TemplateRow> templates(@Param("limit") int limit);

    @Delete("delete from runbook_template where name = #{name}")
    int deleteTemplate(@Param("name") String name);

    @Insert("""
            insert into runbook_execution (execution_id, task_id, name, created_at)
            values (#{id}, #{task}, #{name}, #{now})
            """)
    void insertExecution(
            @Param("id") UUID executionId,
            @Param("task") UUID taskId,
            @Param("name") String name,
            @Param("now") Instant now);

    @Select("select execution_id from runbook_execution where task_id = #{task}")
    @Nullable
    UUID executionOf(@Param("task") UUID taskId);

    @Select("""
            select position, name, verb, attempt, status, message, changed_at from runbook_step
            where execution_id = #{id} order by position
            """)
    List<StepRow> steps(@Param("id") UUID executionId);

    @Insert("""
            insert into runbook_step (execution_id, position, name, verb, attempt, status, message, changed_at)
            values (#{id}, #{s.position}, #{s.name}, #{s.verb}, #{s.attempt}, #{s.status}, #{s.message}, #{s.changedAt})
            on duplicate key update attempt = value(attempt), status = value(status), message = value(message),
              changed_at = value(changed_at)
            """)
    void putStep(@Param("id") UUID executionId, @Param("s") StepRow step);

    @Select("""
            select position, attempt, child_key, decision, task_id from runbook_child
            where execution_id = #{id} order by position, attempt, created_at, child_key
            """)
    List<ChildRow> children(@Param("id") UUID executionId);

    /** Keeps the intent that is there, if one is. */
    @Insert("""
            insert into runbook_child (execution_id, position, attempt, child_key, decision, created_at)
            values (#{id}, #{position}, #{attempt}, #{key}, #{decision}, #{now})
            on duplicate key update child_key = child_key
            """)
    void intend(
            @Param("id") UUID executionId,
            @Param("position") int position,
            @Param("attempt") int attempt,
            @Param("key") String key,
            @Param("decision") String decision,
            @Param("now") Instant now);

    @Update("""
            update runbook_child set task_id = #{task}
            where execution_id = #{id} and position = #{position} and attempt = #{attempt} and child_key = #{key}
            """)
    void made(
            @Param("id") UUID executionId,
            @Param("position") int position,
            @Param("attempt") int attempt,
            @Param("key") String key,
            @Param("task") UUID taskId);
}
