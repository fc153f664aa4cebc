-- Who writes content into which volume now: one at a time. A row that is not renewed until `expires_at` is of a process that died.
create table volume_upload (
  host_id varchar(64) not null,
  pool varchar(255) not null,
  volume varchar(255) not null,
  upload_id uuid not null,
  actor varchar(255) not null,
  expires_at datetime(3) not null,
  primary key (host_id, pool, volume),
  constraint volume_upload_host foreign key (host_id) references host (host_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
