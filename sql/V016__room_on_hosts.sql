-- What a host carries is summed up whenever a VM is placed.
alter table vm add key vm_by_room (host_id, cpu_cores, memory_mb);
