package io.kloigos.core.server;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.ResultMap;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.session.ResultHandler;
import org.jspecify.annotations.Nullable;

/** The tables {@code server} and {@code server_label}; the longer statements are in the XML file beside it. */
interface ServerMapper {
    String COLUMNS = "hostname, ansible_host, numa_node, service_name, started_at, owner, status, labels, kind, vm_id,"
            + " host_id, expires_at";

    /**
     * Locks free servers that fit, through an index and in its order.
     *
     * @param labels what must be on each
     * @param spread for anti-affinity, which machines do; null for all
     */
    List<Server> pick(
            @Param("claim") Claim claim,
            @Param("kind") ServerKind kind,
            @Param("labels") List<FreeServers.Label> labels,
            @Param("count") int count,
            @Param("excluded") Collection<String> excluded,
            @Param("spread") FreeServers.@Nullable Spread spread,
            @Param("locking") FreeServers.Locking locking);

    /** The machines on which that service of a project, or of none, holds servers. */
    @Select("select distinct ansible_host from server where service_name = #{name} and project_id <=> #{project}")
    List<String> machinesOf(@Param("project") @Nullable String projectId, @Param("name") String serviceName);

    int claim(
            @Param("claim") Claim claim,
            @Param("hostnames") List<String> hostnames,
            @Param("now") Instant now,
            @Param("expiresAt") @Nullable Instant expiresAt);

    @Update("""
            <script>
            update server set
              status = if(status = 'maintenance', 'maintenance', 'free'),
              service_name = null, owner = home_owner, project_id = null, started_at = null, expires_at = null,
              spread_name = null, held_by_vm = null
            where hostname in <foreach item="h" collection="hostnames" open="(" separator="," close=")">#{h}</foreach>
            </script>
            """)
    int release(@Param("hostnames") List<String> hostnames);

    /** Brings the labels' copy of the status up to date. */
    @Update("""
            <script>
            update server_label l join server s on s.id = l.server_id set l.free = (s.status = 'free')
            where s.hostname in
              <foreach item="h" collection="hostnames" open="(" separator="," close=")">#{h}</foreach>
            </script>
            """)
    int updateLabelStatus(@Param("hostnames") List<String> hostnames);

    @Select("""
            <script>
            select hostname from server where on_release = 'delete' and hostname in
              <foreach item="h" collection="hostnames" open="(" separator="," close=")">#{h}</foreach>
            for update
            </script>
            """)
    List<String> lockDeletedOnRelease(@Param("hostnames") List<String> hostnames);

    @ResultMap("server")
    @Select("select " + COLUMNS + " from server where hostname = #{hostname}")
    @Nullable
    Server find(@Param("hostname") String hostname);

    @ResultMap("server")
    @Select("select " + COLUMNS + " from server where hostname = #{hostname} for update")
    @Nullable
    Server lock(@Param("hostname") String hostname);

    @ResultMap("server")
    @Select("<script>select " + COLUMNS + """
             from server
            where hostname in <foreach item="h" collection="hostnames" open="(" separator="," close=")">#{h}</foreach>
            order by hostname
            for update
            </script>
            """)
    List<Server> lockAll(@Param("hostnames") Collection<String> hostnames);

    @ResultMap("server")
    @Select("select " + COLUMNS + """
             from server where expires_at <= #{now} order by expires_at limit #{limit} for update skip locked
            """)
    List<Server> lockExpired(@Param("now") Instant now, @Param("limit") int limit);

    void each(@Param("query") ServerQuery query, ResultHandler<Server> handler);

    void insert(@Param("servers") List<Server> servers, @Param("now") Instant now);

    void insertLabels(@Param("servers") List<Server> servers);

    int update(@Param("server") Server server);

    @Delete("delete l from server_label l join server s on s.id = l.server_id where s.hostname = #{hostname}")
    int deleteLabels(@Param("hostname") String hostname);

    @Select("select project_id from server where hostname = #{hostname}")
    @Nullable
    String projectOf(@Param("hostname") String hostname);

    @Update("update server set project_id = #{project} where hostname = #{hostname}")
    int setProject(@Param("hostname") String hostname, @Param("project") @Nullable String projectId);

    @Delete("delete from server where hostname = #{hostname}")
    int delete(@Param("hostname") String hostname);

    @Select("""
            select count(*) as total,
              coalesce(sum(status = 'free'), 0) as free,
              coalesce(sum(status = 'running'), 0) as running,
              coalesce(sum(status = 'stopped'), 0) as stopped,
              coalesce(sum(status = 'maintenance'), 0) as maintenance,
              (select count(*) from claim_waiter where state = 'waiting') as waiting
            from server
            """)
    PoolCounts counts();
}
