package io.kloigos.core.runbook;

import io.kloigos.core.runbook.Schedule.Firing;
import io.kloigos.core.runbook.Schedule.Missed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The tables {@code runbook_schedule} and {@code runbook_firing}. */
interface ScheduleMapper {
    /** @param parameters as JSON */
    record Row(
            UUID scheduleId,
            String runbookName,
            String cron,
            String timeZone,
            @Nullable String hostId,
            @Nullable UUID vmId,
            String parameters,
            Missed missed,
            boolean paused,
            @Nullable Instant nextAt,
            @Nullable Instant lastAt,
            String createdBy,
            Instant createdAt) {}

    String COLUMNS = "schedule_id, runbook_name, cron, time_zone, host_id, vm_id, parameters, missed, paused, next_at,"
            + " last_at, created_by, created_at";

    @Insert("""
            insert into runbook_schedule (schedule_id, runbook_name, cron, time_zone, host_id, vm_id, parameters, missed,
              paused, next_at, created_by, created_at)
            values (#{scheduleId}, #{runbookName}, #{cron}, #{timeZone}, #{hostId}, #{vmId}, #{parameters}, #{missed},
              #{paused}, #{nextAt}, #{createdBy}, #{createdAt})
            """)
    void insert(Row row);

    @Select("select " + COLUMNS + " from runbook_schedule order by created_at desc, schedule_id limit #{limit}")
    List<Row> list(@Param("limit") int limit);

    @Select("select " + COLUMNS + " from runbook_schedule where schedule_id = #{id}")
    @Nullable
    Row find(@Param("id") UUID scheduleId);

    @Select("select exists(select 1 from runbook_schedule where runbook_name = #{name})")
    boolean isScheduled(@Param("name") String runbook);

    /** The one that is due the longest, which no other instance looks at. */
    @Select("select " + COLUMNS + """
             from runbook_schedule where not paused and next_at <= #{now} order by next_at limit 1 for update skip locked
            """)
    @Nullable
    Row lockDue(@Param("now") Instant now);

    @Update("update runbook_schedule set next_at = #{next}, last_at = #{last} where schedule_id = #{id}")
    void advance(@Param("id") UUID scheduleId, @Param("next") @Nullable Instant next, @Param("last") Instant last);

    @Update("""
            update runbook_schedule set paused = #{paused}, next_at = #{next}
            where schedule_id = #{id} and paused != #{paused}
            """)
    int setPaused(@Param("id") UUID scheduleId, @Param("paused") boolean paused, @Param("next") @Nullable Instant next);

    @Delete("delete from runbook_schedule where schedule_id = #{id}")
    int delete(@Param("id") UUID scheduleId);

    @Insert("""
            insert into runbook_firing (schedule_id, due_at, outcome, task_id, message, fired_at)
            values (#{id}, #{f.dueAt}, #{f.outcome}, #{f.taskId}, #{f.message}, #{f.firedAt})
            """)
    void insertFiring(@Param("id") UUID scheduleId, @Param("f") Firing firing);

    @Select("""
            select due_at, outcome, task_id, message, fired_at from runbook_firing where schedule_id = #{id}
            order by due_at desc limit #{limit}
            """)
    List<Firing> firings(@Param("id") UUID scheduleId, @Param("limit") int limit);

    /** The task that it started last. */
    @Select("""
            select task_id from runbook_firing where schedule_id = #{id} and task_id is not null
            order by due_at desc limit 1
            """)
    @Nullable
    UUID lastTask(@Param("id") UUID scheduleId);
}
