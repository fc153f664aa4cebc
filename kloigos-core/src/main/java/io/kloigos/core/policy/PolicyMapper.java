package io.kloigos.core.policy;

import io.kloigos.core.policy.Policy.Scope;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The tables {@code policy} and {@code policy_binding}, and what policies want to know of hosts and VMs. */
interface PolicyMapper {
    /** @param spec as JSON */
    record Row(UUID policyId, String name, String category, String spec, Instant createdAt) {}

    record BindingRow(UUID policyId, Scope kind, String subject) {}

    record HostRow(
            String hostId,
            String name,
            List<String> tags,
            @Nullable String projectId,
            long cpuCores,
            long memoryMb) {}

    record VmRow(
            UUID vmId,
            String name,
            @Nullable String projectId,
            int cpuCores,
            long memoryMb,
            @Nullable String image,
            Map<String, String> labels) {}

    @Insert("""
            insert into policy (policy_id, name, category, spec, created_at)
            values (#{policyId}, #{name}, #{category}, #{spec}, #{createdAt})
            """)
    void insert(Row row);

    @Select("select policy_id, name, category, spec, created_at from policy where policy_id = #{id}")
    @Nullable
    Row find(@Param("id") UUID policyId);

    @Select("select policy_id, name, category, spec, created_at from policy order by seq desc limit #{limit}")
    List<Row> list(@Param("limit") int limit);

    @Update("""
            update policy set name = #{name}, category = #{category}, spec = #{spec} where policy_id = #{policyId}
            """)
    int update(Row row);

    @Delete("delete from policy where policy_id = #{id}")
    int delete(@Param("id") UUID policyId);

    @Insert("""
            insert ignore into policy_binding (policy_id, kind, subject, created_at)
            values (#{id}, #{kind}, #{subject}, #{now})
            """)
    int bind(
            @Param("id") UUID policyId,
            @Param("kind") Scope kind,
            @Param("subject") String subject,
            @Param("now") Instant now);

    @Delete("delete from policy_binding where policy_id = #{id} and kind = #{kind} and subject = #{subject}")
    int unbind(@Param("id") UUID policyId, @Param("kind") Scope kind, @Param("subject") String subject);

    @Select("""
            <script>
            select policy_id, kind, subject from policy_binding where policy_id in
            <foreach item="id" collection="ids" open="(" separator="," close=")">#{id}</foreach>
            order by kind, subject
            </script>
            """)
    List<BindingRow> bindings(@Param("ids") Collection<UUID> policyIds);

    /** Those in force on that host, in that project, and everywhere. */
    @Select("""
            select distinct p.seq, p.policy_id, p.name, p.category, p.spec, p.created_at
            from policy_binding b join policy p on p.policy_id = b.policy_id
            where b.subject = '*' or b.kind = 'host' and b.subject = #{host}
              or b.kind = 'project' and b.subject = #{project}
            order by p.seq
            """)
    List<Row> inForce(@Param("host") @Nullable String hostId, @Param("project") @Nullable String projectId);

    @Select("select exists(select 1 from policy_binding)")
    boolean isAnyBound();

    @Select("select host_id, name, tags, project_id, cpu_cores, memory_mb from host where host_id = #{id}")
    @Nullable
    HostRow host(@Param("id") String hostId);

    @Select("select vm_id, name, project_id, cpu_cores, memory_mb, image, labels from vm where vm_id = #{id}")
    @Nullable
    VmRow vm(@Param("id") UUID vmId);
}
