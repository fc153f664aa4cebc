-- Whom VMs belong to, and how much of everything; 0 is no limit. `version` grows with whatever is taken from the quota, so that
-- those who take at the same time wait for one another, and a cluster certifies one of them.
create table project (
  project_id varchar(64) not null primary key,
  name varchar(255) not null,
  description varchar(1024) not null default '',
  cpu_cores_quota int unsigned not null default 0,
  memory_mb_quota bigint unsigned not null default 0,
  vm_limit int unsigned not null default 0,
  storage_gb_quota bigint unsigned not null default 0,
  snapshot_limit int unsigned not null default 0,
  server_limit int unsigned not null default 0,
  version bigint unsigned not null default 0,
  created_at datetime(3) not null,
  unique key project_name (name)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- the projects that VMs and hosts were given before there were any
insert into project (project_id, name, created_at)
  select project_id, project_id, utc_timestamp(3) from vm where project_id is not null
  union select project_id, project_id, utc_timestamp(3) from host where project_id is not null;

-- What the disks of a VM were asked to hold, and all that is summed up when something is taken from a quota.
alter table vm
  add column storage_mb bigint unsigned not null default 0 after memory_mb,
  add key vm_by_use (project_id, cpu_cores, memory_mb, storage_mb);

alter table host add key host_by_project (project_id);

-- What a VM may have until its task has ended, however that ends: the larger of this and its row counts.
create table quota_hold (
  task_id uuid not null,
  project_id varchar(64) not null,
  vm_id char(36) character set ascii collate ascii_bin not null,
  cpu_cores int unsigned not null,
  memory_mb bigint unsigned not null,
  storage_mb bigint unsigned not null,
  snapshots int unsigned not null,
  servers int unsigned not null,
  primary key (task_id, project_id),
  key quota_hold_by_project (project_id),
  constraint quota_hold_task foreign key (task_id) references task (task_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- The project for which a server is claimed.
alter table server
  add column project_id varchar(64) null after owner,
  add key server_by_project (project_id, service_name);
