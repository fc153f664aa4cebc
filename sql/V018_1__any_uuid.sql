-- libvirt keeps any 128 bits as a UUID, and MariaDB's type uuid refuses those that RFC 9562 does not define: a host with one
-- such domain could not be watched. The ids that hosts choose are kept as text.
alter table vm_security_group drop foreign key vm_security_group_vm;

alter table vm modify vm_id char(36) character set ascii collate ascii_bin not null;
alter table domain modify vm_id char(36) character set ascii collate ascii_bin not null;
alter table server modify vm_id char(36) character set ascii collate ascii_bin null;
alter table backup modify vm_id char(36) character set ascii collate ascii_bin not null;
alter table vm_security_group modify vm_id char(36) character set ascii collate ascii_bin not null;
alter table network modify network_id char(36) character set ascii collate ascii_bin not null;
alter table address_reservation
  modify network_id char(36) character set ascii collate ascii_bin not null,
  modify vm_id char(36) character set ascii collate ascii_bin null;

alter table vm_security_group
  add constraint vm_security_group_vm foreign key (vm_id) references vm (vm_id) on delete cascade;
