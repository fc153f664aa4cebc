package io.kloigos.core.vm;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code vm}. */
public interface VmMapper {
    String COLUMNS = """
            select v.seq, v.vm_id, v.host_id, v.name, v.phase, v.generation, v.cpu_cores, v.memory_mb, v.image, v.labels,
              v.annotations, v.project_id, h.connection, d.observed,
              coalesce(greatest(d.observed_at, h.observed_at), d.observed_at, h.observed_at) as observed_at, v.created_at
            """;
    String DOMAIN = " left join domain d on d.host_id = v.host_id and d.vm_id = v.vm_id ";

    @Insert("""
            insert into vm (vm_id, host_id, name, phase, cpu_cores, memory_mb, image, labels, annotations, project_id,
              created_at)
            values (#{id}, #{r.hostId}, #{r.name}, 'provisioning', #{r.cpuCores}, #{r.memoryMb}, #{r.image}, #{r.labels,javaType=map},
              '{}', #{r.projectId}, #{now})
            """)
    void insert(@Param("id") UUID vmId, @Param("r") VmRequest request, @Param("now") Instant now);

    @Select(COLUMNS + " from vm v join host h on h.host_id = v.host_id " + DOMAIN + " where v.vm_id = #{id}")
    @Nullable
    Vm find(@Param("id") UUID vmId);

    @Select("select vm_id from vm where vm_id = #{id} for update")
    @Nullable
    UUID lock(@Param("id") UUID vmId);

    /**
     * Reads VMs in the order of the answer and stops when it is full, rather than sort them all; but by the index of names,
     * or of states that few VMs are in, where one of them is asked for.
     */
    @Select("<script>" + COLUMNS + """
            from vm v <choose>
              <when test="name != null or _parameter.fewAreInThatState()">join</when>
              <otherwise>straight_join</otherwise>
            </choose> host h on h.host_id = v.host_id
            """ + DOMAIN + """
            <where>
              <if test="hostId != null">and v.host_id = #{hostId}</if>
              <if test="projectId != null">and v.project_id = #{projectId}</if>
              <if test="name != null">and v.name = #{name}</if>
              <if test="powerState != null">
                <choose>
                  <when test="powerState.name() == 'UNOBSERVED'">
                    and (h.connection != 'ready' or d.state is null)
                  </when>
                  <otherwise>and h.connection = 'ready' and d.state = #{powerState}</otherwise>
                </choose>
              </if>
              <foreach item="value" index="label" collection="labels">
                and json_value(v.labels, concat('$."', #{label}, '"')) = #{value}
              </foreach>
              <if test="before != null">and v.seq &lt; #{before}</if>
            </where>
            order by v.seq desc limit #{limit}
            </script>
            """)
    List<Vm> list(VmQuery query);

    @Update("update vm set phase = #{to} where vm_id = #{id} and phase = #{from}")
    int setPhase(@Param("id") UUID vmId, @Param("from") VmPhase from, @Param("to") VmPhase to);

    @Delete("delete from vm where vm_id = #{id}")
    int delete(@Param("id") UUID vmId);

    @Select("select owner_id from installation")
    UUID ownerId();
}
