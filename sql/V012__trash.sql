-- Volumes that were deleted and can be brought back until `expires_at`. They stay where they are under their names; what is
-- in here is neither used for anything new nor counted among what nobody uses.
create table trash (
  trash_id uuid not null primary key,
  host_id varchar(64) not null,
  pool varchar(255) not null,
  volume varchar(255) not null,
  size_bytes bigint unsigned not null,
  status enum('kept', 'going') not null default 'kept',
  deleted_by varchar(255) not null,
  deleted_at datetime(3) not null,
  expires_at datetime(3) not null,
  unique key trash_volume (host_id, pool, volume),
  key trash_due (status, expires_at),
  constraint trash_host foreign key (host_id) references host (host_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- Copies of all disks of a VM as of one moment; the VM may be gone. `volumes` holds them with the disks that they are of.
create table backup (
  backup_id uuid not null primary key,
  vm_id uuid not null,
  vm_name varchar(255) not null,
  host_id varchar(64) not null,
  name varchar(255) not null,
  pool varchar(255) not null,
  status enum('making', 'available', 'deleting') not null,
  volumes json not null,
  created_by varchar(255) not null,
  created_at datetime(3) not null,
  key backup_by_vm (vm_id, created_at),
  key backup_by_host (host_id),
  constraint backup_host foreign key (host_id) references host (host_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
