-- Durable work. `due_at` is when an instance may take the task: at once or later while it is queued, when its lease ends
-- while one runs it, never (null) once it has ended. `attempt` fences off an instance that lost it.
create table task (
  seq bigint unsigned not null auto_increment primary key,
  task_id uuid not null,
  type varchar(64) not null,
  status enum('queued', 'running', 'undoing', 'succeeded', 'failed') not null,
  target varchar(300) not null,
  host_id varchar(64) null,
  params json not null,
  detail varchar(1024) not null,
  error_code varchar(32) null,
  error varchar(4096) null,
  actor varchar(255) not null,
  address varchar(64) null,
  attempt int unsigned not null default 0,
  instance_id uuid null,
  due_at datetime(3) null,
  created_at datetime(3) not null,
  started_at datetime(3) null,
  completed_at datetime(3) null,
  unique key task_id (task_id),
  key task_due (due_at, seq),
  key task_by_instance (instance_id, due_at),
  key task_by_host (host_id, due_at),
  key task_by_status (status, seq),
  key task_by_target (target, seq),
  key task_by_type (type, seq)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- The steps of a task, in order; a step is `running` in here before it touches a host.
create table task_step (
  task_seq bigint unsigned not null,
  position int unsigned not null,
  name varchar(64) not null,
  status enum('pending', 'running', 'done', 'undoing', 'undone') not null,
  started_at datetime(3) null,
  completed_at datetime(3) null,
  primary key (task_seq, position),
  constraint task_step_task foreign key (task_seq) references task (seq) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- What an unfinished task has to itself. Tasks that name the same resource run one after the other, the oldest first.
create table task_lock (
  resource varchar(300) not null,
  task_seq bigint unsigned not null,
  held boolean not null default false,
  primary key (resource, task_seq),
  key task_lock_by_task (task_seq),
  constraint task_lock_task foreign key (task_seq) references task (seq) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
