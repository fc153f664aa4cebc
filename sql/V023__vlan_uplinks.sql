-- Hosts on which we may make VLAN bridges as root, and the interface that carries the tagged frames there.
create table host_vlan_uplink (
  host_id varchar(64) not null primary key,
  interface varchar(15) not null,
  created_at datetime(3) not null,
  constraint host_vlan_uplink_host foreign key (host_id) references host (host_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
