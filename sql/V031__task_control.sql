-- A task may wait for someone's approval, be turned down, or be called off. `decision` says why; `deadline_at` is when it
-- must have been approved, or have ended, by.
alter table task
  modify status enum('queued', 'running', 'undoing', 'succeeded', 'failed', 'awaiting_approval', 'rejected', 'cancelled')
    not null,
  add column approval varchar(1024) null,
  add column decided_by varchar(255) null,
  add column decided_at datetime(3) null,
  add column decision varchar(1024) null,
  add column cancelled_by varchar(255) null,
  add column cancel_reason varchar(1024) null,
  add column deadline_at datetime(3) null,
  add key task_by_actor (actor, seq),
  add key task_by_age (created_at, seq),
  add key task_by_end (completed_at);

-- What a task that waits for approval will have to itself; nobody stands behind it meanwhile.
alter table task_lock add column parked boolean not null default false;

-- The commands that the steps of a task ran on hosts, secrets masked.
create table task_command (
  id bigint unsigned not null auto_increment primary key,
  task_seq bigint unsigned not null,
  attempt int unsigned not null,
  step varchar(64) not null,
  host_id varchar(64) not null,
  command varchar(2048) not null,
  error varchar(1024) null,
  started_at datetime(3) not null,
  millis int unsigned not null,
  key task_command_by_task (task_seq, id),
  constraint task_command_task foreign key (task_seq) references task (seq) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
