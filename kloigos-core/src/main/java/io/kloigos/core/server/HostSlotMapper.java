package io.kloigos.core.server;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The servers of the pool that stand for hosts, whole ones being called like their host, and for their NUMA nodes. */
interface HostSlotMapper {
    /** A server that stands for a host or a node of it. */
    record Slot(
            String hostname,
            ServerStatus status,
            @Nullable String serviceName,
            @Nullable UUID heldByVm) {}

    /** A VM that is kept on a NUMA node. */
    record KeptVm(UUID vmId, String name) {}

    @Select("""
            select hostname, status, service_name, held_by_vm from server
            where host_id = #{host} and kind = 'server' and (numa_node = #{node} or hostname = host_id)
            order by hostname for update
            """)
    List<Slot> lock(@Param("host") String hostId, @Param("node") int node);

    @Select("""
            select hostname, status, service_name, held_by_vm from server where held_by_vm = #{vm}
            order by hostname for update
            """)
    List<Slot> lockHeld(@Param("vm") UUID vmId);

    /** The servers that stand for a host or its nodes. */
    @Select("select hostname from server where host_id = #{host} and kind = 'server' order by hostname")
    List<String> ofHost(@Param("host") String hostId);

    @Update("""
            update server set status = 'running', service_name = #{name}, started_at = #{now}, held_by_vm = #{vm}
            where hostname = #{hostname}
            """)
    int hold(
            @Param("hostname") String hostname,
            @Param("vm") UUID vmId,
            @Param("name") String vmName,
            @Param("now") Instant now);

    @Update("update server set service_name = #{name}, held_by_vm = #{vm} where hostname = #{hostname}")
    int passOn(@Param("hostname") String hostname, @Param("vm") UUID vmId, @Param("name") String vmName);

    /** The first VM that is kept on what the server stands for, but for one; null when there is none. */
    @Select("""
            <script>
            select v.vm_id, v.name from server s join vm v on v.host_id = s.host_id
            where s.hostname = #{hostname} and json_value(v.spec, '$.hardware.numa.node') is not null
              and (json_value(v.spec, '$.hardware.numa.node') = s.numa_node or s.hostname = s.host_id)
              <if test="but != null">and v.vm_id &lt;&gt; #{but}</if>
            order by v.seq limit 1
            </script>
            """)
    @Nullable
    KeptVm keptThere(@Param("hostname") String hostname, @Param("but") @Nullable UUID vmId);

    /** The VM that the server is held for and that is on its host; null when there is none. */
    @Select("""
            select v.vm_id, v.name from server s join vm v on v.vm_id = s.held_by_vm and v.host_id = s.host_id
            where s.hostname = #{hostname}
            """)
    @Nullable
    KeptVm holder(@Param("hostname") String hostname);
}
