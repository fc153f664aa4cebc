package io.kloigos.core.audit;

import io.kloigos.core.audit.IdRanges.Range;
import io.kloigos.core.event.Event;
import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The tables {@code audit_head} and {@code audit_block}, and the events that they stand for. */
interface AuditMapper {
    /** @param gaps as JSON */
    record Head(
            long blockNo,
            String hash,
            long lastEventId,
            String gaps,
            long anchorBlockNo,
            String anchorHash,
            int retentionDays) {}

    /** @param ranges as JSON */
    record Block(long blockNo, String ranges, int events, Instant newestAt, String hash, Instant sealedAt) {}

    String HEAD = "select block_no, hash, last_event_id, gaps, anchor_block_no, anchor_hash, retention_days"
            + " from audit_head where id = 1";
    String BLOCK = "select block_no, ranges, events, newest_at, hash, sealed_at from audit_block";
    String EVENT = "select event_id, type, message, actor, address, target, task_id, created_at, difference, project_id"
            + " from event";

    @Select(HEAD)
    Head head();

    /** Null while another instance has it. */
    @Select(HEAD + " for update skip locked")
    @Nullable
    Head takeHead();

    @Select(HEAD + " for update")
    Head lockHead();

    @Update("""
            update audit_head set block_no = #{block}, hash = #{hash}, last_event_id = #{last}, gaps = #{gaps} where id = 1
            """)
    void moveHead(
            @Param("block") long blockNo,
            @Param("hash") String hash,
            @Param("last") long lastEventId,
            @Param("gaps") String gaps);

    @Update("update audit_head set anchor_block_no = #{block}, anchor_hash = #{hash} where id = 1")
    void moveAnchor(@Param("block") long blockNo, @Param("hash") String hash);

    @Update("update audit_head set retention_days = #{days} where id = 1")
    void setRetention(@Param("days") int days);

    @Insert("""
            insert into audit_block (block_no, ranges, events, newest_at, hash, sealed_at)
            values (#{blockNo}, #{ranges}, #{events}, #{newestAt}, #{hash}, #{sealedAt})
            """)
    void insert(Block block);

    @Select(BLOCK + " where block_no > #{after} order by block_no limit #{limit}")
    List<Block> blocks(@Param("after") long blockNo, @Param("limit") int limit);

    @Select(BLOCK + " where block_no = #{no}")
    @Nullable
    Block block(@Param("no") long blockNo);

    /** The first block that is still needed: it has an event from after that time. */
    @Select("""
            select block_no from audit_block where block_no > #{anchor} and newest_at >= #{cutoff} order by block_no limit 1
            """)
    @Nullable
    Long firstNeeded(@Param("anchor") long anchor, @Param("cutoff") Instant cutoff);

    @Select(BLOCK + " where block_no <= #{anchor} order by block_no limit #{limit}")
    List<Block> pruned(@Param("anchor") long anchor, @Param("limit") int limit);

    @Delete("delete from audit_block where block_no = #{no}")
    void deleteBlock(@Param("no") long blockNo);

    @Delete("delete from event where event_id between #{r.from} and #{r.to}")
    void deleteEvents(@Param("r") Range range);

    @Select(EVENT + " where event_id > #{after} order by event_id limit #{limit}")
    List<Event> after(@Param("after") long eventId, @Param("limit") int limit);

    @Select("""
            <script>
            """ + EVENT + """
             where
            <foreach item="r" collection="ranges" separator=" or ">event_id between #{r.from} and #{r.to}</foreach>
            order by event_id
            </script>
            """)
    List<Event> within(@Param("ranges") List<Range> ranges);

    @Select("select count(*) from event where event_id <= #{last}")
    long countUpTo(@Param("last") long lastEventId);

    /**
     * The events of a time, the oldest first, read from the index of times however many there are before them.
     *
     * @param since the first moment; of events of just that one, those with a larger number than {@code after}
     */
    @Select("""
            <script>
            """ + EVENT + """
             force index (event_by_time)
            where created_at &gt;= #{since} and (created_at &gt; #{since} or event_id &gt; #{after})
            <if test="until != null">and created_at &lt; #{until}</if>
            order by created_at, event_id limit #{limit}
            </script>
            """)
    List<Event> export(
            @Param("since") Instant since,
            @Param("until") @Nullable Instant until,
            @Param("after") long after,
            @Param("limit") int limit);
}
