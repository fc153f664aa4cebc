package io.kloigos.core.observation;

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

/** The table {@code instance}, and who owns which row of {@code host}. The database's clock decides. */
interface LeaseMapper {
    /**
     * A host of ours.
     *
     * @param epoch which of its ownerships this is
     * @param revision grows whenever an operator changes the host
     */
    record Owned(String hostId, long epoch, long revision) {}

    String ORPHANED = "(owner_instance is null or owner_instance not in"
            + " (select instance_id from instance where seen_at > utc_timestamp(3) - interval #{lease} second))";

    @Insert("""
            insert into instance (instance_id, started_at, seen_at) values (#{me}, #{now}, utc_timestamp(3))
            on duplicate key update seen_at = utc_timestamp(3)
            """)
    void renew(@Param("me") UUID instanceId, @Param("now") Instant now);

    @Delete("delete from instance where instance_id <> #{me}")
    void deleteOthers(@Param("me") UUID instanceId);

    @Delete("delete from instance where seen_at < utc_timestamp(3) - interval 1 day")
    void prune();

    @Select("select exists(select 1 from host where " + ORPHANED + ")")
    boolean isAnyOrphaned(@Param("lease") long leaseSeconds);

    /** What its last owner saw of such a host is old news: nobody has looked since. */
    @Update("update host set owner_instance = #{me}, owner_epoch = owner_epoch + 1," + """
              unreachable_since = if(connection = 'ready', #{now}, unreachable_since),
              reason = if(connection = 'ready', 'It is being connected.', reason),
              connection = if(connection = 'ready', 'unreachable', connection)
            where
            """ + ORPHANED)
    int takeOrphans(@Param("me") UUID instanceId, @Param("lease") long leaseSeconds, @Param("now") Instant now);

    @Select("select host_id, owner_epoch as epoch, revision from host where owner_instance = #{me}")
    List<Owned> owned(@Param("me") UUID instanceId);

    @Select("""
            select host_id, owner_epoch as epoch, revision from host where host_id = #{host} and owner_instance = #{me}
            """)
    @Nullable
    Owned ownedHost(@Param("host") String hostId, @Param("me") UUID instanceId);

    @Update("update host set owner_instance = null where owner_instance = #{me}")
    int letGo(@Param("me") UUID instanceId);

    @Delete("delete from instance where instance_id = #{me}")
    void leave(@Param("me") UUID instanceId);

    /** Proves that the host is still ours; changes the row so that a cluster refuses two owners. */
    @Update("""
            update host set fence = fence + 1
            where host_id = #{host} and owner_instance = #{me} and owner_epoch = #{epoch}
            """)
    int prove(@Param("host") String hostId, @Param("me") UUID instanceId, @Param("epoch") long epoch);

    /** As {@link #prove}, at the end of a complete look. */
    @Update("""
            update host set fence = fence + 1, last_heartbeat = #{now}, observed_at = #{now}, sweep_ms = #{sweepMs}, latency_us = #{latencyUs}
            where host_id = #{host} and owner_instance = #{me} and owner_epoch = #{epoch}
            """)
    int proveSwept(
            @Param("host") String hostId,
            @Param("me") UUID instanceId,
            @Param("epoch") long epoch,
            @Param("sweepMs") long sweepMs,
            @Param("latencyUs") @Nullable Long latencyUs,
            @Param("now") Instant now);

    /** Those of these hosts that are ours have answered, or told something. */
    @Update("""
            <script>
            update host set last_heartbeat = #{now} where owner_instance = #{me} and host_id in
            <foreach item="host" collection="hosts" open="(" separator="," close=")">#{host}</foreach>
            </script>
            """)
    int heard(@Param("hosts") Collection<String> hostIds, @Param("me") UUID instanceId, @Param("now") Instant now);
}
