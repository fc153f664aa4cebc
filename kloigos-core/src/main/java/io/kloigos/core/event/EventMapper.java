package io.kloigos.core.event;

import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code event}. */
public interface EventMapper {
    String COLUMNS = "event_id, type, message, actor, address, target, task_id, created_at, difference, project_id";

    String NEWEST = " order by created_at desc, event_id desc limit ";

    String PAGE = """
            <if test="beforeTime != null">
              and created_at &lt;= #{beforeTime} and (created_at &lt; #{beforeTime} or event_id &lt; #{q.before})
            </if>
            <if test="beforeTime == null and q.before != null">and event_id &lt; #{q.before}</if>
            """;

    String FILTERS = """
            <if test="q.type != null">and type = #{q.type}</if>
            <if test="q.actor != null">and actor = #{q.actor}</if>
            <if test="q.target != null">and target = #{q.target}</if>
            <if test="q.since != null">and created_at &gt;= #{q.since}</if>
            <if test="q.until != null">and created_at &lt; #{q.until}</if>
            """;

    /** The project of what it is about: of the task that did it, of the VM, of the server that is given back. */
    @Insert("""
            <script>
            insert into event (type, message, actor, address, target, task_id, created_at, difference, project_id) values
            <foreach item="e" collection="events" separator=",">
            (#{e.type}, #{e.message}, #{e.actor}, #{e.address}, #{e.target}, #{e.taskId}, #{e.createdAt}, #{e.difference},
              <choose>
                <when test="e.projectId != null">#{e.projectId}</when>
                <when test="e.taskId != null or e.isAbout('vm')">
                  coalesce((select t.project_id from task t where t.task_id = #{e.taskId}),
                    (select v.project_id from vm v where v.vm_id = convert(substring(#{e.target}, 4) using ascii)))
                </when>
                <when test="e.isAbout('server') and e.type != 'server.claimed'">
                  (select s.project_id from server s where s.hostname = substring(#{e.target}, 8))
                </when>
                <when test="e.isAbout('project')">substring(#{e.target}, 9)</when>
                <otherwise>null</otherwise>
              </choose>)
            </foreach>
            </script>
            """)
    void insert(@Param("events") List<Event> events);

    /** Those of projects are read from the index of each of them, and the newest of all kept. */
    @Select("<script><choose><when test='q.scope.all()'>select " + COLUMNS + """
             from event
            <where>
            """ + FILTERS + PAGE + "</where>" + NEWEST
            + """
            #{q.limit}
            </when>
            <otherwise>select * from (
            <foreach item="project" collection="q.scope.projects()" separator=" union all ">
            (select
            """ + COLUMNS + " from event where project_id = #{project} " + FILTERS + PAGE + NEWEST + """
            #{q.limit})
            </foreach>) e
            """ + NEWEST
            + "#{q.limit}</otherwise></choose></script>")
    List<Event> list(@Param("q") EventQuery query, @Param("beforeTime") @Nullable Instant beforeTime);

    /** A row of {@link EventCount}: the time in seconds since 1970. */
    record CountRow(long from, long events) {}

    /** How many there are in each stretch of {@code seconds} that is not empty, of the newest {@code among}. */
    @Select("""
            <script>
            select timestampdiff(second, '1970-01-01', created_at) div #{seconds} * #{seconds} as `from`, count(*) as events
            from (select created_at from event
              <where>
            """ + FILTERS + """
                <if test="!q.scope.all()">
                  and project_id in ('' <foreach item="id" collection="q.scope.projects()">, #{id}</foreach>)
                </if>
              </where>
              order by created_at desc, event_id desc limit #{among}) newest
            group by 1 order by 1
            </script>
            """)
    List<CountRow> counts(@Param("q") EventQuery query, @Param("seconds") long seconds, @Param("among") int among);

    @Update("update installation set event_number_key = #{key} where event_number_key is null")
    int makeNumberKey(@Param("key") String hex);

    @Select("select event_number_key from installation")
    String numberKey();

    @Select("select created_at from event where event_id = #{id}")
    @Nullable
    Instant timeOf(@Param("id") long eventId);

    /** The largest number given out so far; 0 before the first. */
    @Select("select coalesce(max(event_id), 0) from event")
    long newest();

    @Select("select " + COLUMNS + " from event" + " where event_id > #{id} order by event_id limit #{limit}")
    List<Event> after(@Param("id") long eventId, @Param("limit") int limit);

    @Select("<script>select " + COLUMNS + """
             from event where event_id in
            <foreach item="id" collection="ids" open="(" separator="," close=")">#{id}</foreach>
            order by event_id
            </script>
            """)
    List<Event> ofIds(@Param("ids") List<Long> eventIds);
}
