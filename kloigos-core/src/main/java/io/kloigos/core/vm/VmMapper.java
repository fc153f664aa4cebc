package io.kloigos.core.vm;

import io.kloigos.core.database.JsonTypeHandler;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.json.Json;
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
    /** {@link Domain} as JSON. */
    final class DomainTypeHandler extends JsonTypeHandler<Domain> {
        public DomainTypeHandler() {
            super(Json.type(Domain.class));
        }
    }

    String SELECT = """
            select v.vm_id, v.host_id, v.name, v.phase, v.generation, v.cpu_cores, v.memory_mb, v.image, v.labels,
              v.annotations, v.project_id, h.connection, v.observed, v.observed_at, v.created_at
            from vm v join host h on h.host_id = v.host_id
            """;

    @Insert("""
            insert into vm (vm_id, host_id, name, phase, cpu_cores, memory_mb, image, labels, annotations, project_id,
              created_at)
            values (#{id}, #{r.hostId}, #{r.name}, 'provisioning', #{r.cpuCores}, #{r.memoryMb}, #{r.image}, #{r.labels,javaType=map},
              '{}', #{r.projectId}, #{now})
            """)
    void insert(@Param("id") UUID vmId, @Param("r") VmRequest request, @Param("now") Instant now);

    @Select(SELECT + " where v.vm_id = #{id}")
    @Nullable
    Vm find(@Param("id") UUID vmId);

    @Select("select vm_id from vm where vm_id = #{id} for update")
    @Nullable
    UUID lock(@Param("id") UUID vmId);

    @Select("<script>" + SELECT + """
            <where>
              <if test="hostId != null">and v.host_id = #{hostId}</if>
              <if test="projectId != null">and v.project_id = #{projectId}</if>
              <if test="name != null">and v.name = #{name}</if>
              <if test="powerState != null">
                <choose>
                  <when test="powerState.name() == 'UNOBSERVED'">
                    and (h.connection != 'ready' or v.observed_state is null)
                  </when>
                  <otherwise>and h.connection = 'ready' and v.observed_state = #{powerState}</otherwise>
                </choose>
              </if>
              <foreach item="value" index="label" collection="labels">
                and json_value(v.labels, concat('$."', #{label}, '"')) = #{value}
              </foreach>
              <if test="before != null">and v.seq &lt; (select b.seq from vm b where b.vm_id = #{before})</if>
            </where>
            order by v.seq desc limit #{limit}
            </script>
            """)
    List<Vm> list(VmQuery query);

    @Update("update vm set phase = #{to} where vm_id = #{id} and phase = #{from}")
    int setPhase(@Param("id") UUID vmId, @Param("from") VmPhase from, @Param("to") VmPhase to);

    @Update("""
            update vm set observed_state = #{domain.state}, observed = #{domain}, observed_at = #{now}
            where vm_id = #{domain.vmId} and host_id = #{host}
            """)
    int observe(@Param("host") String hostId, @Param("domain") Domain domain, @Param("now") Instant now);

    /** Only a complete look at the host may say that it has not got the domain. */
    @Update("""
            <script>
            update vm set observed_state = null, observed = null, observed_at = #{now}
            where host_id = #{host} and observed is not null
            <if test="present.size() > 0">
              and vm_id not in <foreach item="p" collection="present" open="(" separator="," close=")">#{p}</foreach>
            </if>
            </script>
            """)
    int observeAbsent(@Param("host") String hostId, @Param("present") List<UUID> present, @Param("now") Instant now);

    @Delete("delete from vm where vm_id = #{id}")
    int delete(@Param("id") UUID vmId);

    @Select("select owner_id from installation")
    UUID ownerId();
}
