package io.kloigos.core.task;

import io.kloigos.core.ErrorCode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The tables {@code task}, {@code task_step} and {@code task_lock}. Every write of a runner is fenced by its attempt. */
interface TaskMapper {
    /** A task to be stored; a class, because MyBatis writes the generated number into it. */
    final class NewTask {
        final UUID taskId;
        final TaskRequest request;
        final String params;
        final String actor;
        final @Nullable String address;
        final @Nullable String planHash;
        final @Nullable String approval;
        final Instant createdAt;
        final Instant deadlineAt;
        long seq;

        NewTask(
                UUID taskId,
                TaskRequest request,
                String params,
                String actor,
                @Nullable String address,
                @Nullable String planHash,
                @Nullable String approval,
                Instant now,
                Instant deadlineAt) {
            this.taskId = taskId;
            this.request = request;
            this.params = params;
            this.actor = actor;
            this.address = address;
            this.planHash = planHash;
            this.approval = approval;
            this.createdAt = now;
            this.deadlineAt = deadlineAt;
        }
    }

    record Row(
            long seq,
            UUID taskId,
            String type,
            TaskStatus status,
            String target,
            @Nullable String hostId,
            String params,
            String detail,
            @Nullable ErrorCode errorCode,
            @Nullable String error,
            @Nullable String undoError,
            @Nullable Instant undoErrorSince,
            String actor,
            @Nullable String address,
            @Nullable String planHash,
            int attempt,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant completedAt,
            @Nullable String approval,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            @Nullable String decision,
            @Nullable String cancelledBy,
            @Nullable String cancelReason,
            @Nullable Instant deadlineAt) {
        Task task(List<TaskStep> steps) {
            return task(steps, null, false);
        }

        Task task(List<TaskStep> steps, Task.@Nullable InFront waitsFor, boolean waitsForHost) {
            return new Task(
                    taskId,
                    type,
                    status,
                    target,
                    hostId,
                    detail,
                    errorCode,
                    error,
                    undoError,
                    actor,
                    address,
                    attempt,
                    createdAt,
                    startedAt,
                    completedAt,
                    approval,
                    decidedBy == null || decidedAt == null ? null : new Task.Decision(decidedBy, decidedAt, decision),
                    deadlineAt,
                    waitsFor,
                    waitsForHost,
                    steps);
        }
    }

    record StepRow(
            long taskSeq,
            int position,
            String name,
            TaskStep.Status status,
            @Nullable Integer progress,
            @Nullable Instant startedAt,
            @Nullable Instant completedAt) {
        TaskStep step() {
            return new TaskStep(position, name, status, progress, startedAt, completedAt);
        }
    }

    record OtherLock(long taskSeq, boolean held) {}

    String COLUMNS =
            "seq, task_id, type, status, target, host_id, params, detail, error_code, error, undo_error, undo_error_since,"
                    + " actor, address,"
                    + " plan_hash, attempt, created_at, started_at, completed_at, approval, decided_by, decided_at, decision,"
                    + " cancelled_by, cancel_reason, deadline_at";

    @Insert("""
            insert into task (task_id, type, status, target, host_id, params, detail, actor, address,
              plan_hash, approval, due_at, created_at, deadline_at)
            values (#{taskId}, #{request.type}, if(#{approval} is null, 'queued', 'awaiting_approval'), #{request.target},
              #{request.hostId}, #{params}, #{request.detail}, #{actor}, #{address}, #{planHash}, #{approval},
              if(#{approval} is null, utc_timestamp(3), null), #{createdAt}, #{deadlineAt})
            """)
    @Options(useGeneratedKeys = true, keyProperty = "seq")
    void insert(NewTask task);

    /** Notes the project of the VM that a task is done to. */
    @Update("""
            update task t join vm v on v.vm_id = convert(substr(t.target, 4) using ascii) collate ascii_bin
            set t.project_id = v.project_id
            where t.seq = #{seq}
            """)
    void setProject(@Param("seq") long seq);

    @Insert("insert into task_lock (resource, task_seq, parked) values (#{resource}, #{seq}, #{parked})")
    void insertLock(@Param("resource") String resource, @Param("seq") long seq, @Param("parked") boolean parked);

    @Insert("""
            <script>
            insert into task_step (task_seq, position, name, status) values
            <foreach item="name" index="i" collection="names" separator=",">(#{seq}, #{i}, #{name}, 'pending')</foreach>
            </script>
            """)
    void insertSteps(@Param("seq") long seq, @Param("names") List<String> names);

    @Select("select " + COLUMNS + " from task where task_id = #{id}")
    @Nullable
    Row find(@Param("id") UUID taskId);

    /** A time alone is read from the index of times: those made after it are not passed over. */
    @Select("<script>select " + COLUMNS + """
             from task
            <where>
              <if test="status != null">and status = #{status}</if>
              <if test="type != null">and type = #{type}</if>
              <if test="target != null">and target = #{target}</if>
              <if test="hostId != null">and host_id = #{hostId}</if>
              <if test="actor != null">and actor = #{actor}</if>
              <if test="since != null">and created_at &gt;= #{since}</if>
              <if test="until != null">and created_at &lt; #{until}</if>
              <if test="!scope.all()">
                and project_id in ('' <foreach item="id" collection="scope.projects()">, #{id}</foreach>)
              </if>
              <if test="before != null and !_parameter.byTimeAlone()">
                and seq &lt; (select t.seq from task t where t.task_id = #{before})
              </if>
              <if test="before != null and _parameter.byTimeAlone()">
                and created_at &lt;= (select t.created_at from task t where t.task_id = #{before})
                and (seq &lt; (select t.seq from task t where t.task_id = #{before})
                  or created_at &lt; (select t.created_at from task t where t.task_id = #{before}))
              </if>
            </where>
            order by <if test="_parameter.byTimeAlone()">created_at desc,</if> seq desc limit #{limit}
            </script>
            """)
    List<Row> list(TaskQuery query);

    @Select("""
            <script>
            select task_seq, position, name, status, progress, started_at, completed_at from task_step
            where task_seq in <foreach item="s" collection="seqs" open="(" separator="," close=")">#{s}</foreach>
            order by task_seq, position
            </script>
            """)
    List<StepRow> steps(@Param("seqs") Collection<Long> seqs);

    @Select("""
            <script>
            select task_id from task where completed_at is not null and task_id in
            <foreach item="id" collection="ids" open="(" separator="," close=")">#{id}</foreach>
            </script>
            """)
    List<UUID> completedOf(@Param("ids") Collection<UUID> taskIds);

    @Select("""
            select approval from task where target = #{target} and status = 'awaiting_approval' order by seq limit 1
            """)
    @Nullable
    String awaitedApproval(@Param("target") String target);

    /** What stands in front of tasks that have not begun: the first that one waits for is its first row. */
    @Select("""
            <script>
            select mine.task_seq, t.task_id,
              if(m.project_id is null or m.project_id &lt;=&gt; t.project_id, t.detail, 'Another task') as detail
            from task_lock mine join task m on m.seq = mine.task_seq
            join task_lock other on other.resource = mine.resource and not other.parked
              and other.task_seq != mine.task_seq and (other.held or other.task_seq &lt; mine.task_seq)
            join task t on t.seq = other.task_seq
            where mine.task_seq in <foreach item="s" collection="seqs" open="(" separator="," close=")">#{s}</foreach>
            order by mine.task_seq, other.held desc, other.task_seq
            </script>
            """)
    List<AheadRow> ahead(@Param("seqs") Collection<Long> seqs);

    record AheadRow(long taskSeq, UUID taskId, String detail) {}

    /** A host of which is known in a moment whether it can be reached. */
    String IS_BEING_CONNECTED = "h.connection = 'unreachable' and h.obstacle is null and h.mode &lt;&gt; 'disabled'";

    /** Those of the hosts whose tasks wait, whichever instance would take them. */
    @Select("<script>select h.host_id from host h where h.host_id in"
            + " <foreach item='h' collection='hosts' open='(' separator=',' close=')'>#{h}</foreach>"
            + " and (h.owner_instance is null or " + IS_BEING_CONNECTED + ")</script>")
    Set<String> beingConnected(@Param("hosts") Collection<String> hostIds);

    /** The tasks that name that resource and go forward or are about to, in the order of their turns. */
    @Select("""
            select t.type, t.params from task_lock l join task t on t.seq = l.task_seq
            where l.resource = #{resource} and not l.parked and t.status in ('queued', 'running')
            order by t.seq limit #{limit}
            """)
    List<TaskService.Ahead> queue(@Param("resource") String resource, @Param("limit") int limit);

    @Update("update task set params = #{params} where seq = #{seq} and attempt = #{attempt}")
    int setParams(@Param("seq") long seq, @Param("attempt") int attempt, @Param("params") String params);

    @Delete("delete from task_step where task_seq = #{seq}")
    void deleteSteps(@Param("seq") long seq);

    @Select("select exists(select 1 from task where host_id = #{host} and due_at is not null)")
    boolean isBusy(@Param("host") String hostId);

    /**
     * Locks tasks that may be taken now, the oldest first, except on hosts that have enough to do, on those that another
     * engine is connected to, and on those that are being connected: whether they can be reached is known in a moment.
     */
    @Select("<script>select " + COLUMNS + """
             from task
            where due_at &lt;= utc_timestamp(3)
            <if test="busyHosts.size() > 0">
              and (host_id is null or host_id not in
              <foreach item="h" collection="busyHosts" open="(" separator="," close=")">#{h}</foreach>)
            </if>
              and (host_id is null or not exists
                (select 1 from host h where h.host_id = task.host_id and (not (h.owner_instance &lt;=&gt; #{instance})
                  or
            """ + IS_BEING_CONNECTED + """
                )))
            order by due_at, seq limit #{limit} for update skip locked
            </script>
            """)
    List<Row> lockDue(
            @Param("instance") UUID instanceId,
            @Param("busyHosts") Collection<String> busyHosts,
            @Param("limit") int limit);

    /** Locks all claims to the resources that this task names, and tells those of other tasks. */
    @Select("""
            select other.task_seq, other.held from task_lock mine
            join task_lock other on other.resource = mine.resource and not other.parked
            where mine.task_seq = #{seq} for update
            """)
    List<OtherLock> lockResources(@Param("seq") long seq);

    @Update("update task_lock set held = true where task_seq = #{seq}")
    void holdLocks(@Param("seq") long seq);

    @Delete("delete from task_lock where task_seq = #{seq}")
    void dropLocks(@Param("seq") long seq);

    @Update("""
            update task set status = if(status = 'queued', 'running', status), attempt = attempt + 1,
              instance_id = #{instance}, due_at = utc_timestamp(3) + interval #{lease} second,
              started_at = coalesce(started_at, #{now})
            where seq = #{seq}
            """)
    int take(
            @Param("seq") long seq,
            @Param("instance") UUID instanceId,
            @Param("lease") int leaseSeconds,
            @Param("now") Instant now);

    @Update("""
            update task set due_at = utc_timestamp(3) + interval #{lease} second
            where instance_id = #{instance} and due_at is not null
            """)
    int renew(@Param("instance") UUID instanceId, @Param("lease") int leaseSeconds);

    /** Lets go of a task that is not finished; any instance may take it after that many seconds. */
    @Update("""
            update task set instance_id = null, due_at = utc_timestamp(3) + interval #{seconds} second
            where seq = #{seq} and attempt = #{attempt}
            """)
    int letGo(@Param("seq") long seq, @Param("attempt") int attempt, @Param("seconds") long seconds);

    @Update("""
            update task_step s join task t on t.seq = s.task_seq
            set s.status = #{status},
              s.started_at = if(#{status} = 'running', #{now}, s.started_at),
              s.completed_at = if(#{status} in ('done', 'undone'), #{now}, s.completed_at)
            where s.task_seq = #{seq} and s.position = #{position} and t.attempt = #{attempt}
            """)
    int setStep(
            @Param("seq") long seq,
            @Param("attempt") int attempt,
            @Param("position") int position,
            @Param("status") TaskStep.Status status,
            @Param("now") Instant now);

    @Update("""
            update task_step s join task t on t.seq = s.task_seq set s.progress = #{percent}
            where s.task_seq = #{seq} and s.position = #{position} and t.attempt = #{attempt}
            """)
    int setProgress(
            @Param("seq") long seq,
            @Param("attempt") int attempt,
            @Param("position") int position,
            @Param("percent") int percent);

    @Update("""
            update task set status = 'undoing', error_code = #{code}, error = #{error}
            where seq = #{seq} and attempt = #{attempt} and status = 'running'
            """)
    int beginUndo(
            @Param("seq") long seq,
            @Param("attempt") int attempt,
            @Param("code") ErrorCode code,
            @Param("error") String error);

    /** Notes what keeps a task from being taken back. @param since null while that may be over by itself */
    @Update("""
            update task set undo_error = #{error}, undo_error_since = #{since}
            where seq = #{seq} and attempt = #{attempt}
            """)
    int setUndoError(
            @Param("seq") long seq,
            @Param("attempt") int attempt,
            @Param("error") String error,
            @Param("since") @Nullable Instant since);

    @Update("update task set error = #{error} where seq = #{seq} and attempt = #{attempt}")
    int setError(@Param("seq") long seq, @Param("attempt") int attempt, @Param("error") String error);

    @Update("""
            update task set status = #{to}, completed_at = #{now}, due_at = null, instance_id = null,
              undo_error = null, undo_error_since = null,
              decided_by = if(#{to} = 'cancelled', cancelled_by, decided_by),
              decision = if(#{to} = 'cancelled', cancel_reason, decision),
              decided_at = if(#{to} = 'cancelled', #{now}, decided_at)
            where seq = #{seq} and attempt = #{attempt} and status = #{from}
            """)
    int finish(
            @Param("seq") long seq,
            @Param("attempt") int attempt,
            @Param("from") TaskStatus from,
            @Param("to") TaskStatus to,
            @Param("now") Instant now);

    @Select("select " + COLUMNS + " from task where task_id = #{id} for update")
    @Nullable
    Row lock(@Param("id") UUID taskId);

    /** A word on a task that has not begun, or has ended. */
    @Update("""
            update task set status = #{to}, decided_by = #{by}, decided_at = #{now}, decision = #{reason},
              due_at = if(#{to} = 'queued', utc_timestamp(3), null),
              completed_at = if(#{to} = 'queued', null, #{now}),
              error_code = #{code}, error = #{error}, deadline_at = #{deadline},
              cancelled_by = null, cancel_reason = null
            where seq = #{seq} and status = #{from}
            """)
    int decide(
            @Param("seq") long seq,
            @Param("from") TaskStatus from,
            @Param("to") TaskStatus to,
            @Param("by") String by,
            @Param("reason") @Nullable String reason,
            @Param("code") @Nullable ErrorCode code,
            @Param("error") @Nullable String error,
            @Param("now") Instant now,
            @Param("deadline") @Nullable Instant deadline);

    @Update("update task_lock set parked = false where task_seq = #{seq}")
    void unpark(@Param("seq") long seq);

    @Update("""
            update task set cancelled_by = #{by}, cancel_reason = #{reason}
            where seq = #{seq} and status = 'running' and cancelled_by is null
            """)
    int requestCancel(@Param("seq") long seq, @Param("by") String by, @Param("reason") @Nullable String reason);

    @Update("""
            update task_step set status = 'pending', progress = null, started_at = null, completed_at = null
            where task_seq = #{seq}
            """)
    void resetSteps(@Param("seq") long seq);

    @Insert("""
            insert into task_command (task_seq, attempt, step, host_id, command, error, output, started_at, millis)
            values (#{seq}, #{c.attempt}, #{c.step}, #{c.hostId}, #{c.command}, #{c.error}, #{c.output}, #{c.startedAt},
              #{c.millis})
            """)
    void insertCommand(@Param("seq") long seq, @Param("c") TaskCommand command);

    @Select("""
            select c.attempt, c.step, c.host_id, c.command, c.error, c.output, c.started_at, c.millis
            from task_command c join task t on t.seq = c.task_seq
            where t.task_id = #{id} order by c.id limit 2000
            """)
    List<TaskCommand> commands(@Param("id") UUID taskId);

    @Select("""
            select task_id from task where status = 'awaiting_approval' and deadline_at <= #{now} order by seq limit 50
            """)
    List<UUID> undecided(@Param("now") Instant now);

    @Delete("delete from task where completed_at < #{before} order by completed_at limit #{limit}")
    int prune(@Param("before") Instant before, @Param("limit") int limit);
}
