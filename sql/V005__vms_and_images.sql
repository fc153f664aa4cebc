-- A VM as asked for (left) and as its host last reported it (`observed…`). Names are unique on a host.
create table vm (
  seq bigint unsigned not null auto_increment primary key,
  vm_id uuid not null,
  host_id varchar(64) not null,
  name varchar(63) not null,
  phase enum('provisioning', 'active', 'deleting') not null,
  generation bigint unsigned not null default 1,
  cpu_cores int unsigned not null,
  memory_mb bigint unsigned not null,
  image varchar(255) null,
  labels json not null,
  annotations json not null,
  project_id varchar(64) null,
  observed_state enum('running', 'stopped', 'paused', 'crashed', 'suspended') null,
  observed json null,
  observed_at datetime(3) null,
  created_at datetime(3) not null,
  unique key vm_id (vm_id),
  unique key vm_name (host_id, name),
  key vm_by_state (observed_state, seq),
  constraint vm_host foreign key (host_id) references host (host_id)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- Catalogued base disks; `volume` is the name that every host's copy has in its pool.
create table image (
  image_id uuid not null primary key,
  name varchar(255) not null,
  version varchar(64) not null,
  source_url varchar(2048) null,
  status enum('loading', 'available', 'failed') not null,
  format enum('qcow2', 'raw') not null,
  checksum varchar(160) null,
  size_bytes bigint unsigned not null,
  virtual_size_bytes bigint unsigned not null,
  volume varchar(255) not null,
  created_at datetime(3) not null,
  unique key image_name (name, version)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

create table image_copy (
  image_id uuid not null,
  host_id varchar(64) not null,
  status enum('loading', 'available') not null,
  primary key (image_id, host_id),
  key image_copy_by_host (host_id),
  constraint image_copy_image foreign key (image_id) references image (image_id) on delete cascade,
  constraint image_copy_host foreign key (host_id) references host (host_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
