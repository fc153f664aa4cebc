-- Images that are fetched from a URL: what they are is known once they begin to arrive.
alter table image
  modify format enum('qcow2', 'raw') null,
  add column os_name varchar(64) null after virtual_size_bytes,
  add column os_version varchar(64) null after os_name,
  add column retired_at datetime(3) null,
  add key image_by_name (name, created_at);

alter table image_copy modify status enum('loading', 'available', 'deleting') not null;

-- One row for each time that an image was asked for from a URL; its work is the task of that id. `bytes_total` is null while,
-- or because, the source does not tell.
create table image_import (
  seq bigint unsigned not null auto_increment primary key,
  import_id uuid not null,
  task_id uuid not null,
  image_id uuid not null,
  host_id varchar(64) not null,
  name varchar(255) not null,
  version varchar(64) not null,
  source_url varchar(2048) not null,
  checksum_status enum('pending', 'verified', 'mismatch', 'unchecked') not null default 'pending',
  bytes_done bigint unsigned not null default 0,
  bytes_total bigint unsigned null,
  bytes_per_second bigint unsigned not null default 0,
  created_at datetime(3) not null,
  unique key image_import_id (import_id),
  unique key image_import_task (task_id),
  constraint image_import_ended foreign key (task_id) references task (task_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
