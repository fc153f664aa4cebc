package io.kloigos.core.host;

import io.kloigos.core.database.JsonTypeHandler;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.HostFacts;
import io.kloigos.core.hypervisor.JumpHost;
import io.kloigos.core.json.Json;
import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code host}. */
public interface HostMapper {
    /** {@link HostFacts} as JSON. */
    final class FactsTypeHandler extends JsonTypeHandler<HostFacts> {
        public FactsTypeHandler() {
            super(Json.type(HostFacts.class));
        }
    }

    /** {@link JumpHost} as JSON. */
    final class JumpTypeHandler extends JsonTypeHandler<JumpHost> {
        public JumpTypeHandler() {
            super(Json.type(JumpHost.class));
        }
    }

    String COLUMNS = "host_id, name, address, port, ssh_user, libvirt_uri, mode, connection, obstacle, reason,"
            + " unreachable_since, host_key, offered_key, cpu_cores, memory_mb, facts, tags, project_id, last_heartbeat,"
            + " observed_at, created_at, trust_first_key, sweep_ms, latency_us, owner_instance, jump";

    /**
     * Adds the host, or brings what the operator says of it up to date; what was seen of it stays. One that was removed and
     * is added again has a later revision than ever before.
     */
    @Insert("""
            insert into host (host_id, name, address, port, ssh_user, libvirt_uri, host_key, cpu_cores, memory_mb, tags,
              project_id, created_at, trust_first_key, jump, revision)
            values (#{r.hostId}, #{r.name}, #{r.address}, #{r.port}, #{user}, #{r.libvirtUri}, #{r.hostKey}, #{r.cpuCores},
              #{r.memoryMb}, #{r.tags,javaType=list}, #{r.projectId}, #{now}, #{r.trustOnFirstUse}, #{r.jump},
              floor(unix_timestamp(now(6)) * 1000000))
            on duplicate key update name = value(name), address = value(address), port = value(port),
              ssh_user = value(ssh_user), libvirt_uri = value(libvirt_uri),
              host_key = coalesce(value(host_key), host_key),
              cpu_cores = if(value(cpu_cores) = 0, cpu_cores, value(cpu_cores)),
              memory_mb = if(value(memory_mb) = 0, memory_mb, value(memory_mb)),
              tags = value(tags), project_id = value(project_id),
              trust_first_key = value(trust_first_key), revision = revision + 1,
              jump = value(jump)
            """)
    void upsert(@Param("r") HostRegistration registration, @Param("user") String sshUser, @Param("now") Instant now);

    @Select("select " + COLUMNS + " from host where host_id = #{id}")
    @Nullable
    Host find(@Param("id") String hostId);

    @Select("select " + COLUMNS + " from host where host_id = #{id} for update")
    @Nullable
    Host lock(@Param("id") String hostId);

    @Select("<script>select " + COLUMNS + """
             from host
            <where>
              <if test="q.tag != null">and json_contains(tags, json_quote(#{q.tag}))</if>
              <if test="q.projectId != null">and project_id = #{q.projectId}</if>
              <if test="mode != null">and mode = #{mode}</if>
              <if test="connection != null">and connection = #{connection}</if>
              <if test="name != null">and (lower(host_id) like #{name} escape '!' or lower(name) like #{name} escape '!'
                or lower(address) like #{name} escape '!')</if>
              <if test="q.before != null">and seq &lt; (select h.seq from host h where h.host_id = #{q.before})</if>
            </where>
            order by seq desc limit #{q.limit}
            </script>
            """)
    List<Host> list(
            @Param("q") HostQuery query,
            @Param("mode") @Nullable HostMode mode,
            @Param("connection") @Nullable HostConnection connection,
            @Param("name") @Nullable String pattern);

    @Select("""
            <script>
            select host_id from host
            <if test="ready">where mode = 'active' and connection = 'ready'</if>
            order by host_id limit #{limit}
            </script>
            """)
    List<String> ids(@Param("ready") boolean onlyReady, @Param("limit") int limit);

    @Update("""
            update host set connection = 'ready', obstacle = null, reason = null, unreachable_since = null,
              host_key = #{key}, offered_key = null, trust_first_key = false, facts = #{facts},
              cpu_cores = if(cpu_cores = 0, #{facts.cpuCores}, cpu_cores),
              memory_mb = if(memory_mb = 0, #{facts.memoryMb}, memory_mb),
              last_heartbeat = #{now}
            where host_id = #{id}
            """)
    int reached(
            @Param("id") String hostId,
            @Param("key") String hostKey,
            @Param("facts") HostFacts facts,
            @Param("now") Instant now);

    @Update("""
            update host set connection = #{connection}, obstacle = #{obstacle}, reason = #{reason},
              unreachable_since = if(#{connection} = 'registered', null, coalesce(unreachable_since, #{now})), offered_key = #{offeredKey}
            where host_id = #{id}
            """)
    int failed(
            @Param("id") String hostId,
            @Param("connection") HostConnection connection,
            @Param("obstacle") Contact.@Nullable Obstacle obstacle,
            @Param("reason") String reason,
            @Param("offeredKey") @Nullable String offeredKey,
            @Param("now") Instant now);

    @Update("update host set mode = #{mode}, revision = revision + 1 where host_id = #{id}")
    int setMode(@Param("id") String hostId, @Param("mode") HostMode mode);

    @Update("update host set host_key = #{key}, offered_key = null, revision = revision + 1 where host_id = #{id}")
    int setKey(@Param("id") String hostId, @Param("key") String hostKey);

    @Update("""
            update host set last_heartbeat = #{now}, cpu_cores = if(#{cpuCores} = 0, cpu_cores, #{cpuCores}),
              memory_mb = if(#{memoryMb} = 0, memory_mb, #{memoryMb})
            where host_id = #{id}
            """)
    int heartbeat(
            @Param("id") String hostId,
            @Param("cpuCores") int cpuCores,
            @Param("memoryMb") long memoryMb,
            @Param("now") Instant now);

    @Delete("delete from vm where host_id = #{id}")
    int forgetVms(@Param("id") String hostId);

    @Delete("delete from host where host_id = #{id}")
    int delete(@Param("id") String hostId);
}
