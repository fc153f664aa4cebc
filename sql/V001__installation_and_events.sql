-- What this CMDB calls itself on the hosts it manages: made once, never changed.
create table installation (
  id tinyint unsigned not null primary key check (id = 1),
  owner_id uuid not null,
  created_at datetime(3) not null
) default character set utf8mb4 collate utf8mb4_nopad_bin;

insert into installation (id, owner_id, created_at) values (1, uuid(), utc_timestamp(3));

-- The audit timeline: appended in the transaction of the change it tells of.
create table event (
  event_id bigint unsigned not null auto_increment primary key,
  type varchar(64) not null,
  message varchar(1024) not null,
  actor varchar(255) not null,
  address varchar(64) null,
  target varchar(300) null,
  task_id uuid null,
  created_at datetime(3) not null,
  key event_by_type (type, event_id),
  key event_by_target (target, event_id),
  key event_by_time (created_at, event_id)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- The first answer to a request that carried an idempotency key, written in the request's own transaction.
create table idempotency_key (
  actor varchar(255) not null,
  idempotency_key varchar(200) not null,
  fingerprint char(64) not null,
  answer json null,
  created_at datetime(3) not null,
  primary key (actor, idempotency_key),
  key idempotency_key_by_time (created_at)
) default character set utf8mb4 collate utf8mb4_nopad_bin;
