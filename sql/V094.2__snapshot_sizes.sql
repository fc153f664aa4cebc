-- What a VM's disks were asked to hold when a snapshot was taken: hosts do not tell, and going back takes it from a quota again.
create table snapshot_size (
  vm_id char(36) character set ascii collate ascii_bin not null,
  name varchar(255) not null,
  storage_mb bigint unsigned not null,
  primary key (vm_id, name),
  constraint snapshot_size_vm foreign key (vm_id) references vm (vm_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
