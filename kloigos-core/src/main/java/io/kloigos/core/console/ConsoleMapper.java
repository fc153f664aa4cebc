package io.kloigos.core.console;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The tables {@code console_ticket} and {@code console_session}. */
interface ConsoleMapper {
    record Admission(UUID vmId, ConsoleKind kind, String actor) {}

    String SESSION = "session_id, vm_id, host_id, vm_name, kind, actor, address, ending, opened_at";

    @Insert("""
            insert into console_ticket (ticket_hash, vm_id, kind, actor, expires_at)
            values (#{hash}, #{vm}, #{kind}, #{actor}, #{expires})
            """)
    void addTicket(
            @Param("hash") String hash,
            @Param("vm") UUID vmId,
            @Param("kind") ConsoleKind kind,
            @Param("actor") String actor,
            @Param("expires") Instant expiresAt);

    /** What a ticket that is still good admits to; locked, so that it is used once. */
    @Select(
            "select vm_id, kind, actor from console_ticket where ticket_hash = #{hash} and expires_at > #{now} for update")
    @Nullable
    Admission admission(@Param("hash") String hash, @Param("now") Instant now);

    @Delete("delete from console_ticket where ticket_hash = #{hash}")
    void useUp(@Param("hash") String hash);

    @Delete("delete from console_ticket where expires_at <= #{now} limit 1000")
    int pruneTickets(@Param("now") Instant now);

    @Insert("""
            insert into console_session (session_id, vm_id, host_id, vm_name, kind, actor, address, opened_at, seen_at)
            values (#{s.sessionId}, #{s.vmId}, #{s.hostId}, #{s.vmName}, #{s.kind}, #{s.actor}, #{s.address}, #{s.openedAt},
              #{s.openedAt})
            """)
    void add(@Param("s") ConsoleSession session);

    @Select("select " + SESSION
            + " from console_session where seen_at > #{since} order by opened_at desc limit #{most}")
    List<ConsoleSession> list(@Param("since") Instant since, @Param("most") int most);

    @Select("select " + SESSION + " from console_session where session_id = #{id}")
    @Nullable
    ConsoleSession find(@Param("id") UUID sessionId);

    @Update("update console_session set ending = true where session_id = #{id}")
    int end(@Param("id") UUID sessionId);

    @Update("""
            <script>update console_session set seen_at = #{now} where session_id in
            <foreach item="id" collection="ids" open="(" separator="," close=")">#{id}</foreach></script>
            """)
    void seen(@Param("ids") Collection<UUID> ids, @Param("now") Instant now);

    @Select("select session_id from console_session where ending")
    List<UUID> ending();

    @Delete("delete from console_session where session_id = #{id}")
    int remove(@Param("id") UUID sessionId);

    @Delete("delete from console_session where seen_at <= #{before} limit 1000")
    int pruneSessions(@Param("before") Instant before);
}
