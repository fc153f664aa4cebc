package io.kloigos.core.overview;

import org.apache.ibatis.annotations.Select;

/** Counts over the tables of all features. */
interface OverviewMapper {
    @Select("""
            select count(*) as total, coalesce(sum(mode = 'active' and connection = 'ready'), 0) as ready,
              coalesce(sum(connection = 'unreachable'), 0) as unreachable,
              coalesce(sum(cpu_cores), 0) as total_cpu_cores, coalesce(sum(memory_mb), 0) as total_memory_mb
            from host
            """)
    Overview.Hosts hosts();

    @Select("""
            select count(*) as total,
              coalesce(sum(h.connection = 'ready' and d.state = 'running'), 0) as running,
              coalesce(sum(h.connection != 'ready'), 0) as unobserved,
              coalesce(sum(v.cpu_cores), 0) as cpu_cores, coalesce(sum(v.memory_mb), 0) as memory_mb
            from vm v join host h on h.host_id = v.host_id
            left join domain d on d.host_id = v.host_id and d.vm_id = v.vm_id
            """)
    Overview.Vms vms();

    @Select("""
            select count(*) as total, coalesce(sum(cpu_cores_quota), 0) as quota_cpu_cores,
              coalesce(sum(memory_mb_quota), 0) as quota_memory_mb, coalesce(sum(vm_limit), 0) as quota_vm_limit
            from project
            """)
    Overview.Projects projects();

    @Select("select count(*) from policy")
    long policies();

    @Select("select count(*) from event")
    long events();

    @Select("""
            select count(*) as total, coalesce(sum(status = 'queued'), 0) as waiting,
              coalesce(sum(status in ('running', 'undoing')), 0) as running,
              coalesce(sum(status = 'failed'), 0) as failed,
              cast(timestampdiff(second, min(if(status = 'queued', due_at, null)), utc_timestamp(3)) as signed)
                as oldest_waiting_seconds
            from task
            """)
    Overview.Tasks tasks();

    @Select("""
            select coalesce(sum(status in ('running', 'undoing')), 0) as running,
              coalesce(sum(status = 'queued'), 0) as waiting,
              coalesce(sum(status = 'awaiting_approval'), 0) as undecided
            from task where status in ('running', 'undoing', 'queued', 'awaiting_approval')
            """)
    Overview.Open open();
}
