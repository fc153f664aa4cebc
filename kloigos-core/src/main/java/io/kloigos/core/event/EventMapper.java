package io.kloigos.core.event;

import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** The table {@code event}. */
public interface EventMapper {
    @Insert("""
            <script>
            insert into event (type, message, actor, address, target, task_id, created_at) values
            <foreach item="e" collection="events" separator=",">
            (#{e.type}, #{e.message}, #{e.actor}, #{e.address}, #{e.target}, #{e.taskId}, #{e.createdAt})
            </foreach>
            </script>
            """)
    void insert(@Param("events") List<Event> events);

    @Select("""
            <script>
            select event_id, type, message, actor, address, target, task_id, created_at
            from event
            <where>
              <if test="type != null">and type = #{type}</if>
              <if test="actor != null">and actor = #{actor}</if>
              <if test="target != null">and target = #{target}</if>
              <if test="since != null">and created_at &gt;= #{since}</if>
              <if test="until != null">and created_at &lt; #{until}</if>
              <if test="before != null">and event_id &lt; #{before}</if>
            </where>
            order by event_id desc
            limit #{limit}
            </script>
            """)
    List<Event> list(EventQuery query);

    /** The largest number given out so far; 0 before the first. */
    @Select("select coalesce(max(event_id), 0) from event")
    long newest();

    @Select("select event_id, type, message, actor, address, target, task_id, created_at from event"
            + " where event_id > #{id} order by event_id limit #{limit}")
    List<Event> after(@Param("id") long eventId, @Param("limit") int limit);

    @Select("""
            <script>
            select event_id, type, message, actor, address, target, task_id, created_at from event where event_id in
            <foreach item="id" collection="ids" open="(" separator="," close=")">#{id}</foreach>
            order by event_id
            </script>
            """)
    List<Event> ofIds(@Param("ids") List<Long> eventIds);
}
