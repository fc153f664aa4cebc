-- What VMs may be reached for, and may reach; one packet filter a group on every host that needs it.
create table security_group (
  seq bigint unsigned not null auto_increment primary key,
  group_id uuid not null,
  name varchar(63) not null,
  description varchar(255) null,
  rules json not null,
  created_at datetime(3) not null,
  unique key security_group_id (group_id),
  unique key security_group_name (name)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- The groups that a VM is wanted in. A group that has VMs cannot go.
create table vm_security_group (
  vm_id uuid not null,
  group_id uuid not null,
  primary key (vm_id, group_id),
  key vm_security_group_by_group (group_id),
  constraint vm_security_group_vm foreign key (vm_id) references vm (vm_id) on delete cascade,
  constraint vm_security_group_group foreign key (group_id) references security_group (group_id)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- The hosts that were told of a group, and still know it.
create table security_group_host (
  group_id uuid not null,
  host_id varchar(64) not null,
  primary key (group_id, host_id),
  constraint security_group_host_group foreign key (group_id) references security_group (group_id) on delete cascade,
  constraint security_group_host_host foreign key (host_id) references host (host_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
