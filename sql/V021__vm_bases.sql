-- Volumes that a VM's disks stood in until linked clones of it were made: nobody writes to them any more, the VM and its clones
-- stand on them. They go with the VM, the latest first.
create table vm_base (
  seq bigint unsigned not null auto_increment primary key,
  vm_id char(36) character set ascii collate ascii_bin not null,
  pool varchar(255) not null,
  volume varchar(255) not null,
  unique key vm_base_volume (vm_id, pool, volume),
  constraint vm_base_vm foreign key (vm_id) references vm (vm_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
