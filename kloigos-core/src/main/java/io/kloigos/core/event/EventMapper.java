package io.kloigos.core.event;

import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** The table {@code event}. */
public interface EventMapper {
    /** All of them, or those of a project, which are found by what they are about. */
    String EVENTS = """
            <if test="q.projectId != null">
              ((select convert(concat('vm:', vm_id) using utf8mb4) collate utf8mb4_nopad_bin as about from vm where project_id = #{q.projectId}
                order by seq desc limit 1000)
              union (select target from task where project_id = #{q.projectId} order by seq desc limit 1000)
              union (select concat('project:', #{q.projectId}) collate utf8mb4_nopad_bin)) mine straight_join
            </if>
            event
            <if test="q.projectId != null">on event.target = mine.about</if>
            """;

    @Insert("""
            <script>
            insert into event (type, message, actor, address, target, task_id, created_at, difference) values
            <foreach item="e" collection="events" separator=",">
            (#{e.type}, #{e.message}, #{e.actor}, #{e.address}, #{e.target}, #{e.taskId}, #{e.createdAt}, #{e.difference})
            </foreach>
            </script>
            """)
    void insert(@Param("events") List<Event> events);

    @Select("""
            <script>
            select event_id, type, message, actor, address, target, task_id, created_at, difference
            from """ + EVENTS + """
            <where>
              <if test="q.type != null">and type = #{q.type}</if>
              <if test="q.actor != null">and actor = #{q.actor}</if>
              <if test="q.target != null">and target = #{q.target}</if>
              <if test="q.since != null">and created_at &gt;= #{q.since}</if>
              <if test="q.until != null">and created_at &lt; #{q.until}</if>
              <if test="beforeTime != null">
                and created_at &lt;= #{beforeTime} and (created_at &lt; #{beforeTime} or event_id &lt; #{q.before})
              </if>
              <if test="beforeTime == null and q.before != null">and event_id &lt; #{q.before}</if>
            </where>
            order by created_at desc, event_id desc
            limit #{q.limit}
            </script>
            """)
    List<Event> list(@Param("q") EventQuery query, @Param("beforeTime") @Nullable Instant beforeTime);

    /** A row of {@link EventCount}: the time in seconds since 1970. */
    record CountRow(long from, long events) {}

    /** How many there are in each stretch of {@code seconds} that is not empty, of the newest {@code among}. */
    @Select("""
            <script>
            select timestampdiff(second, '1970-01-01', created_at) div #{seconds} * #{seconds} as `from`, count(*) as events
            from (select created_at from """ + EVENTS + """
              <where>
                created_at &gt;= #{q.since}
                <if test="q.type != null">and type = #{q.type}</if>
                <if test="q.actor != null">and actor = #{q.actor}</if>
                <if test="q.target != null">and target = #{q.target}</if>
              </where>
              order by created_at desc, event_id desc limit #{among}) newest
            group by 1 order by 1
            </script>
            """)
    List<CountRow> counts(@Param("q") EventQuery query, @Param("seconds") long seconds, @Param("among") int among);

    @Select("select created_at from event where event_id = #{id}")
    @Nullable
    Instant timeOf(@Param("id") long eventId);

    /** The largest number given out so far; 0 before the first. */
    @Select("select coalesce(max(event_id), 0) from event")
    long newest();

    @Select("select event_id, type, message, actor, address, target, task_id, created_at, difference from event"
            + " where event_id > #{id} order by event_id limit #{limit}")
    List<Event> after(@Param("id") long eventId, @Param("limit") int limit);

    @Select("""
            <script>
            select event_id, type, message, actor, address, target, task_id, created_at, difference from event where event_id in
            <foreach item="id" collection="ids" open="(" separator="," close=")">#{id}</foreach>
            order by event_id
            </script>
            """)
    List<Event> ofIds(@Param("ids") List<Long> eventIds);
}
