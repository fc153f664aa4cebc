package io.kloigos.core.vm.placement;

import io.kloigos.core.host.HostConnection;
import io.kloigos.core.host.HostMode;
import java.util.List;
import java.util.Map;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** What hosts have and carry, as far as placing a VM asks for it. */
interface PlacementMapper {
    /**
     * A host.
     *
     * @param tags as JSON
     * @param numaNodes the numbers of its cells as JSON; null when they are not known
     * @param usedCpus of our VMs there, and of others' that run
     * @param usedMemoryMb the same in MiB
     * @param networks how many of those that are asked for it has and runs
     * @param similar whether it has a VM that ours wants to be with
     * @param rivals whether it has a VM that ours must not be with
     * @param nodeHolder the server of the pool that stands for the NUMA node that is asked for, where no VM can have it; else
     *     null
     */
    record Candidate(
            String hostId,
            HostMode mode,
            HostConnection connection,
            int cpuCores,
            long memoryMb,
            List<String> tags,
            @Nullable String numaNodes,
            long usedCpus,
            long usedMemoryMb,
            boolean hasImage,
            int networks,
            boolean similar,
            boolean rivals,
            @Nullable String nodeHolder) {}

    /** @param hostId only this one; null for all */
    @Select("<script>" + """
            select h.host_id, h.mode, h.connection, h.cpu_cores, h.memory_mb, h.tags,
              json_extract(h.facts, '$.numa_nodes[*].id') as numa_nodes,
              coalesce(ours.cpus, 0) + coalesce(others.cpus, 0) as used_cpus,
              coalesce(ours.memory, 0) + coalesce(others.memory, 0) as used_memory_mb,
              <choose>
                <when test="need.image == null">true</when>
                <otherwise>
                  exists (select 1 from image i join image_copy c on c.image_id = i.image_id
                    where i.name = #{imageName} and i.retired_at is null and c.host_id = h.host_id
                      <if test="imageVersion != null">and i.version = #{imageVersion}</if>
                      and c.status = 'available')
                  or exists (select 1 from host_item t
                    where t.host_id = h.host_id and t.kind = 'volume' and t.item_key = concat('default/', #{need.image}))
                </otherwise>
              </choose> as has_image,
              <choose>
                <when test="need.networks.isEmpty()">0</when>
                <otherwise>
                  (select count(*) from host_item t where t.host_id = h.host_id and t.kind = 'network' and t.item_key in
                    <foreach item="n" collection="need.networks" open="(" separator="," close=")">#{n}</foreach>
                    and json_value(t.observed, '$.active') = 1)
                </otherwise>
              </choose> as networks,
            """ + "<choose><when test='affinity.isEmpty()'>true</when><otherwise>"
            + "exists (select 1 from vm v where v.host_id = h.host_id"
            + " <if test='need.projectId != null'>and v.project_id = #{need.projectId}</if>"
            + " <foreach item='value' index='label' collection='affinity'>"
            + " and json_value(v.labels, concat('$.\"', #{label}, '\"')) = #{value}</foreach>)"
            + "</otherwise></choose> as similar,"
            + "<choose><when test='antiAffinity.isEmpty()'>false</when><otherwise>"
            + "exists (select 1 from vm v where v.host_id = h.host_id"
            + " <if test='need.projectId != null'>and v.project_id = #{need.projectId}</if>"
            + " <foreach item='value' index='label' collection='antiAffinity'>"
            + " and json_value(v.labels, concat('$.\"', #{label}, '\"')) = #{value}</foreach>)"
            + "</otherwise></choose> as rivals,"
            + "<choose><when test='need.numaNode == null'>null</when><otherwise>"
            + "(select s.hostname from server s where s.host_id = h.host_id and s.kind = 'server'"
            + " and (s.numa_node = #{need.numaNode} or s.hostname = s.host_id)"
            + " and s.status &lt;&gt; 'free' and s.held_by_vm is null limit 1)"
            + "</otherwise></choose> as node_holder" + """
             from host h
            left join (select v.host_id, sum(v.cpu_cores) as cpus, sum(v.memory_mb) as memory from vm v
              <if test="hostId != null">where v.host_id = #{hostId}</if>
              group by v.host_id) ours on ours.host_id = h.host_id
            left join (select d.host_id, sum(json_value(d.observed, '$.cpu_cores')) as cpus,
                sum(json_value(d.observed, '$.memory_mb')) as memory
              from domain d left join vm v on v.vm_id = d.vm_id
              where v.vm_id is null and d.state in ('running', 'paused')
              <if test="hostId != null">and d.host_id = #{hostId}</if>
              group by d.host_id) others on others.host_id = h.host_id
            <if test="hostId != null">where h.host_id = #{hostId}</if>
            order by h.seq
            </script>
            """)
    List<Candidate> candidates(
            @Param("need") Need need,
            @Param("imageName") @Nullable String imageName,
            @Param("imageVersion") @Nullable String imageVersion,
            @Param("affinity") Map<String, String> affinity,
            @Param("antiAffinity") Map<String, String> antiAffinity,
            @Param("hostId") @Nullable String hostId);

    /** Holds the host against others that place VMs. */
    @Select("select host_id from host where host_id = #{id} for update")
    @Nullable
    String lock(@Param("id") String hostId);
}
