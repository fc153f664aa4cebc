-- A permission to open one console once, within a minute. What the ticket says is not kept, only its SHA-256.
create table console_ticket (
  ticket_hash char(64) not null primary key,
  vm_id char(36) character set ascii collate ascii_bin not null,
  kind enum('vnc', 'serial') not null,
  actor varchar(255) not null,
  expires_at datetime(3) not null,
  key console_ticket_by_expiry (expires_at)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- Consoles that are open; the instance that carries one says so every few seconds.
create table console_session (
  session_id uuid not null primary key,
  vm_id char(36) character set ascii collate ascii_bin not null,
  host_id varchar(64) not null,
  vm_name varchar(63) not null,
  kind enum('vnc', 'serial') not null,
  actor varchar(255) not null,
  address varchar(64) null,
  ending boolean not null default false,
  opened_at datetime(3) not null,
  seen_at datetime(3) not null,
  key console_session_by_seen (seen_at)
) default character set utf8mb4 collate utf8mb4_nopad_bin;
