-- What VMs are made from when the pool has no server left.
create table vm_template (
  name varchar(63) not null primary key,
  description varchar(1024) not null default '',
  request json not null,
  on_release enum('keep', 'delete') not null,
  created_at datetime(3) not null
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- What becomes of a VM of the pool once it is given back: it stays as a free server, or it is deleted.
alter table server
  add column on_release enum('keep', 'delete') not null default 'keep' after host_id,
  add key server_by_vm (vm_id);
