package io.kloigos.core.vm;

import io.kloigos.core.database.JsonTypeHandler;
import io.kloigos.core.host.HostConnection;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.ibatis.annotations.Arg;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.ResultMap;
import org.apache.ibatis.annotations.Results;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code vm}. */
public interface VmMapper {
    /** {@link VmSpec} as JSON. */
    final class SpecTypeHandler extends JsonTypeHandler<VmSpec> {
        public SpecTypeHandler() {
            super(Json.type(VmSpec.class));
        }
    }

    String COLUMNS = """
            v.seq, v.vm_id, v.host_id, v.name, v.domain_name, v.phase, v.generation, v.cpu_cores, v.memory_mb, v.image, v.labels,
              v.annotations, v.project_id, v.spec, v.delete_protected, v.description, (select i.owner_id from installation i) as owner_id,
              coalesce((select json_objectagg(p.item_key collate utf8mb4_bin, json_value(p.observed, '$.path')) from host_item p
                where p.host_id = v.host_id and p.kind = 'storage_pool'
                  and json_value(p.observed, '$.path') is not null), '{}') as pool_paths,
              h.connection, d.observed,
              coalesce(greatest(d.observed_at, h.observed_at), d.observed_at, h.observed_at) as observed_at, v.created_at
            """;
    String TABLES = """
            from vm v join host h on h.host_id = v.host_id
            left join domain d on d.host_id = v.host_id and d.vm_id = v.vm_id
            """;

    @Insert("""
            insert into vm (vm_id, host_id, name, domain_name, phase, cpu_cores, memory_mb, storage_mb, image, labels, annotations,
              project_id, spec, delete_protected, description, created_at, generation)
            values (#{id}, #{host}, #{w.name}, #{w.domainName}, #{phase}, #{w.cpuCores}, #{w.memoryMb}, #{w.storageMb}, #{w.image},
              #{w.labels,javaType=map},
              #{w.annotations,javaType=map}, #{w.projectId}, #{w.spec}, #{w.deleteProtected}, #{w.description}, #{createdAt},
              #{generation})
            """)
    void insert(
            @Param("id") UUID vmId,
            @Param("host") String hostId,
            @Param("phase") VmPhase phase,
            @Param("generation") long generation,
            @Param("w") WantedVm wanted,
            @Param("createdAt") Instant createdAt);

    /** Changes what is wanted, unless that was changed to a later generation already. */
    @Update("""
            update vm set name = #{w.name}, domain_name = #{w.domainName}, cpu_cores = #{w.cpuCores}, memory_mb = #{w.memoryMb},
              storage_mb = #{w.storageMb}, image = #{w.image},
              labels = #{w.labels,javaType=map}, annotations = #{w.annotations,javaType=map}, project_id = #{w.projectId},
              spec = #{w.spec}, delete_protected = #{w.deleteProtected}, description = #{w.description},
              generation = #{generation}
            where vm_id = #{id} and generation <= #{generation}
            """)
    int setWanted(@Param("id") UUID vmId, @Param("generation") long generation, @Param("w") WantedVm wanted);

    /** As the record has them: finding that out for each row took MyBatis longer than all else about it. */
    @Results(id = "vm")
    @Arg(column = "seq", javaType = long.class)
    @Arg(column = "vm_id", javaType = UUID.class)
    @Arg(column = "host_id", javaType = String.class)
    @Arg(column = "name", javaType = String.class)
    @Arg(column = "domain_name", javaType = String.class)
    @Arg(column = "phase", javaType = VmPhase.class)
    @Arg(column = "generation", javaType = long.class)
    @Arg(column = "cpu_cores", javaType = int.class)
    @Arg(column = "memory_mb", javaType = long.class)
    @Arg(column = "image", javaType = String.class)
    @Arg(column = "labels", javaType = Map.class)
    @Arg(column = "annotations", javaType = Map.class)
    @Arg(column = "project_id", javaType = String.class)
    @Arg(column = "spec", javaType = VmSpec.class)
    @Arg(column = "delete_protected", javaType = boolean.class)
    @Arg(column = "description", javaType = String.class)
    @Arg(column = "owner_id", javaType = UUID.class)
    @Arg(column = "pool_paths", javaType = Map.class)
    @Arg(column = "connection", javaType = HostConnection.class)
    @Arg(column = "observed", javaType = Domain.class)
    @Arg(column = "observed_at", javaType = Instant.class)
    @Arg(column = "created_at", javaType = Instant.class)
    @Select("select " + COLUMNS + TABLES + " where v.vm_id = #{id}")
    @Nullable
    Vm find(@Param("id") UUID vmId);

    @Select("select vm_id from vm where vm_id = #{id} for update")
    @Nullable
    UUID lock(@Param("id") UUID vmId);

    /**
     * Reads VMs in the order of the answer and stops when it is full, rather than sort them all; but by the index of names,
     * or of states that few VMs are in, where one of them is asked for.
     */
    @ResultMap("vm")
    @Select("<script>select "
            + "<if test='name == null and !_parameter.fewAreInThatState()'>straight_join</if>" + COLUMNS + TABLES + """
            <where>
              <if test="hostId != null">and v.host_id = #{hostId}</if>
              <if test="projectId != null">and v.project_id = #{projectId}</if>
              <if test="!scope.all()">
                and v.project_id in ('' <foreach item="id" collection="scope.projects()">, #{id}</foreach>)
              </if>
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

    /** @param project empty for none */
    @Select("select exists(select 1 from vm where host_id = #{host} and project_key = #{project} and name = #{name})")
    boolean isNamed(@Param("host") String hostId, @Param("project") String project, @Param("name") String name);

    @Update("update vm set phase = #{to} where vm_id = #{id} and phase = #{from}")
    int setPhase(@Param("id") UUID vmId, @Param("from") VmPhase from, @Param("to") VmPhase to);

    @Update("update vm set host_id = #{to} where vm_id = #{id} and host_id in (#{from}, #{to})")
    int move(@Param("id") UUID vmId, @Param("from") String from, @Param("to") String to);

    /** The service that holds the VM as a server of the pool; null when none does. */
    @Select("select service_name from server where vm_id = #{id} and service_name is not null limit 1")
    @Nullable
    String claimedBy(@Param("id") UUID vmId);

    /** A VM that is gone is no server of the pool any more. */
    @Delete("delete from server where vm_id = #{id} and service_name is null")
    int leavePool(@Param("id") UUID vmId);

    @Delete("delete from vm where vm_id = #{id}")
    int delete(@Param("id") UUID vmId);

    @Select("select owner_id from installation")
    UUID ownerId();

    /** A row of {@code vm_base}. */
    record Base(String pool, String volume) {}

    @Insert("insert ignore into vm_base (vm_id, pool, volume) values (#{id}, #{pool}, #{volume})")
    int addBase(@Param("id") UUID vmId, @Param("pool") String pool, @Param("volume") String volume);

    @Delete("delete from vm_base where vm_id = #{id} and pool = #{pool} and volume = #{volume}")
    int removeBase(@Param("id") UUID vmId, @Param("pool") String pool, @Param("volume") String volume);

    /** The latest first. */
    @Select("select pool, volume from vm_base where vm_id = #{id} order by seq desc")
    List<Base> bases(@Param("id") UUID vmId);
}
