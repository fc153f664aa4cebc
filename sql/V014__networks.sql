-- The networks that we made, as wanted. Names are unique on a host, as they are for libvirt.
create table network (
  network_id uuid not null primary key,
  host_id varchar(64) not null,
  name varchar(63) not null,
  phase enum('making', 'active', 'changing', 'deleting') not null,
  wanted json not null,
  created_at datetime(3) not null,
  unique key network_name (host_id, name),
  constraint network_host foreign key (host_id) references host (host_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- The addresses that networks keep for interfaces, on networks of ours and of others. An address is kept once on a network.
create table address_reservation (
  host_id varchar(64) not null,
  network_id uuid not null,
  mac char(17) not null,
  address varchar(15) not null,
  hostname varchar(63) null,
  vm_id uuid null,
  created_at datetime(3) not null,
  primary key (host_id, network_id, mac),
  unique key reserved_address (host_id, network_id, address),
  key address_reservation_by_vm (vm_id),
  constraint address_reservation_host foreign key (host_id) references host (host_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
