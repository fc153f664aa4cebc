package io.kloigos.core.project;

import io.kloigos.core.Scope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The tables {@code project} and {@code quota_hold}, and what is counted of a project's things. */
interface ProjectMapper {
    record Limits(
            String name, int cpuCores, long memoryMb, int vmLimit, long storageGb, int snapshotLimit, int serverLimit) {
        Quota quota() {
            return new Quota(cpuCores, memoryMb, vmLimit, storageGb, snapshotLimit, serverLimit);
        }
    }

    record Row(
            String projectId,
            String name,
            String description,
            int cpuCoresQuota,
            long memoryMbQuota,
            int vmLimit,
            long storageGbQuota,
            int snapshotLimit,
            int serverLimit,
            Instant createdAt,
            long cpuCores,
            long memoryMb,
            long vms,
            long storageMb,
            long snapshots,
            long servers) {
        Project project() {
            return new Project(
                    projectId,
                    name,
                    description,
                    new Quota(cpuCoresQuota, memoryMbQuota, vmLimit, storageGbQuota, snapshotLimit, serverLimit),
                    createdAt,
                    new Usage(cpuCores, memoryMb, vms, storageMb, snapshots, servers));
        }
    }

    /** A VM that is moved counts in both projects until that has ended. */
    String HELD = """
            select h.project_id,
              sum(greatest(h.cpu_cores, if(v.project_id = h.project_id, v.cpu_cores, 0))
                - if(v.project_id = h.project_id, v.cpu_cores, 0)) as cpu_cores,
              sum(greatest(h.memory_mb, if(v.project_id = h.project_id, v.memory_mb, 0))
                - if(v.project_id = h.project_id, v.memory_mb, 0)) as memory_mb,
              sum(if(v.project_id = h.project_id, 0, 1)) as vms,
              sum(greatest(h.storage_mb, if(v.project_id = h.project_id, v.storage_mb, 0))
                - if(v.project_id = h.project_id, v.storage_mb, 0)) as storage_mb,
              sum(h.snapshots) as snapshots, sum(h.servers) as servers
            from quota_hold h
            join task t on t.task_id = h.task_id and t.completed_at is null
            join vm v on v.vm_id = h.vm_id
            """;

    String SNAPSHOTS = """
            select v.project_id, count(*) as snapshots from host_item i
            join vm v on v.vm_id = convert(left(i.item_key, 36) using ascii) collate ascii_bin and v.host_id = i.host_id
            where i.kind = 'snapshot'
            """;

    @Insert("""
            insert into project (project_id, name, description, created_at)
            values (#{projectId}, #{name}, #{description}, #{createdAt})
            """)
    void insert(Project project);

    @Update("""
            update project set cpu_cores_quota = #{q.cpuCores}, memory_mb_quota = #{q.memoryMb}, vm_limit = #{q.vmLimit},
              storage_gb_quota = #{q.storageGb}, snapshot_limit = #{q.snapshotLimit}, server_limit = #{q.serverLimit}
            where project_id = #{id}
            """)
    void setQuota(@Param("id") String projectId, @Param("q") Quota quota);

    @Update("update project set version = version + 1 where project_id = #{id}")
    int touch(@Param("id") String projectId);

    @Delete("delete from project where project_id = #{id}")
    int delete(@Param("id") String projectId);

    @Select("""
            select exists(select 1 from vm where project_id = #{id})
              or exists(select 1 from host where project_id = #{id})
              or exists(select 1 from server where project_id = #{id})
            """)
    boolean isInUse(@Param("id") String projectId);

    @Select("""
            select name, cpu_cores_quota as cpu_cores, memory_mb_quota as memory_mb, vm_limit,
              storage_gb_quota as storage_gb, snapshot_limit, server_limit
            from project where project_id = #{id}
            """)
    @Nullable
    Limits limits(@Param("id") String projectId);

    @Select("""
            select coalesce(sum(cpu_cores), 0) as cpu_cores, coalesce(sum(memory_mb), 0) as memory_mb, count(*) as vms,
              coalesce(sum(storage_mb), 0) as storage_mb, 0 as snapshots, 0 as servers
            from vm where project_id = #{id}
            """)
    Usage vms(@Param("id") String projectId);

    @Select("select coalesce(sum(cpu_cores), 0) as cpu_cores, coalesce(sum(memory_mb), 0) as memory_mb,"
            + " coalesce(sum(vms), 0) as vms, coalesce(sum(storage_mb), 0) as storage_mb,"
            + " coalesce(sum(snapshots), 0) as snapshots, coalesce(sum(servers), 0) as servers"
            + " from (" + HELD + " where h.project_id = #{id} group by h.project_id) held")
    Usage held(@Param("id") String projectId);

    @Select("select coalesce(sum(snapshots), 0) from (" + SNAPSHOTS
            + " and i.host_id in (select host_id from vm where project_id = #{id}) and v.project_id = #{id}"
            + " group by v.project_id) taken")
    long snapshots(@Param("id") String projectId);

    @Select("""
            select count(*) from vm v
            join host_item i on i.host_id = v.host_id and i.kind = 'snapshot' and i.item_key like concat(v.vm_id, '/%')
            where v.vm_id = #{id}
            """)
    long snapshotsOfVm(@Param("id") UUID vmId);

    @Select("select count(*) from server where project_id = #{id} and service_name is not null")
    long servers(@Param("id") String projectId);

    @Insert("""
            insert into quota_hold (task_id, project_id, vm_id, cpu_cores, memory_mb, storage_mb, snapshots,
              servers)
            values (#{task}, #{project}, #{vm}, #{u.cpuCores}, #{u.memoryMb}, #{u.storageMb}, #{u.snapshots},
              #{u.servers})
            """)
    void hold(
            @Param("task") UUID taskId,
            @Param("project") String projectId,
            @Param("vm") UUID vmId,
            @Param("u") Usage most);

    @Delete("""
            delete h from quota_hold h join task t on t.task_id = h.task_id
            where h.project_id = #{id} and t.completed_at is not null
            """)
    int forgetEndedHolds(@Param("id") String projectId);

    @Select("select project_id from vm where vm_id = #{id}")
    @Nullable
    String projectOfVm(@Param("id") UUID vmId);

    @Select("select project_id from task where task_id = #{id}")
    @Nullable
    String projectOfTask(@Param("id") UUID taskId);

    @Select("<script>" + """
            select project_id, name from project
            <if test="!scope.all()">
              where project_id in ('' <foreach item="id" collection="scope.projects()">, #{id}</foreach>)
            </if>
            order by name limit #{limit}
            </script>
            """)
    List<ProjectName> names(@Param("scope") Scope scope, @Param("limit") int limit);

    /**
     * By name.
     *
     * @param projectId only that one; null for all
     */
    @Select("<script>" + """
            select p.project_id, p.name, p.description, p.cpu_cores_quota, p.memory_mb_quota, p.vm_limit,
              p.storage_gb_quota, p.snapshot_limit, p.server_limit, p.created_at,
              coalesce(u.cpu_cores, 0) + coalesce(held.cpu_cores, 0) as cpu_cores,
              coalesce(u.memory_mb, 0) + coalesce(held.memory_mb, 0) as memory_mb,
              coalesce(u.vms, 0) + coalesce(held.vms, 0) as vms,
              coalesce(u.storage_mb, 0) + coalesce(held.storage_mb, 0) as storage_mb,
              coalesce(taken.snapshots, 0) + coalesce(held.snapshots, 0) as snapshots,
              coalesce(c.servers, 0) + coalesce(held.servers, 0) as servers
            from project p
            left join (select project_id, sum(cpu_cores) as cpu_cores, sum(memory_mb) as memory_mb, count(*) as vms,
                sum(storage_mb) as storage_mb
              from vm <where><if test="projectId != null">project_id = #{projectId}</if></where>
              group by project_id) u on u.project_id = p.project_id
            """ + "left join (" + HELD
            + " <where><if test='projectId != null'>h.project_id = #{projectId}</if></where>"
            + " group by h.project_id) held on held.project_id = p.project_id"
            + " left join (" + SNAPSHOTS + " <if test='projectId != null'>and v.project_id = #{projectId}"
            + " and i.host_id in (select host_id from vm where project_id = #{projectId})</if>"
            + " group by v.project_id) taken on taken.project_id = p.project_id" + """
             left join (select project_id, count(*) as servers from server
              where service_name is not null <if test="projectId != null">and project_id = #{projectId}</if>
              group by project_id) c on c.project_id = p.project_id
            <where>
              <if test="projectId != null">p.project_id = #{projectId}</if>
              <if test="!scope.all()">
                and p.project_id in ('' <foreach item="id" collection="scope.projects()">, #{id}</foreach>)
              </if>
              <if test="after != null">and p.name &gt; #{after}</if>
            </where>
            order by p.name limit #{limit}
            </script>
            """)
    List<Row> list(
            @Param("projectId") @Nullable String projectId,
            @Param("scope") Scope scope,
            @Param("after") @Nullable String after,
            @Param("limit") int limit);
}
