-- A run of a runbook: its task, and what it does as it was when it was asked for.
create table runbook_execution (
  execution_id uuid not null primary key,
  task_id uuid not null,
  name varchar(63) not null,
  created_at datetime(3) not null,
  unique key runbook_execution_task (task_id),
  key runbook_execution_by_name (name, created_at)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- How far each of its steps is. `attempt` counts those that failed, so that what an attempt has made is found again.
create table runbook_step (
  execution_id uuid not null,
  position int unsigned not null,
  name varchar(63) not null,
  verb varchar(63) not null,
  attempt int unsigned not null default 0,
  status enum('running', 'succeeded', 'failed', 'skipped') not null,
  message varchar(4096) not null default '',
  changed_at datetime(3) not null,
  primary key (execution_id, position),
  constraint runbook_step_execution foreign key (execution_id)
    references runbook_execution (execution_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- The tasks that a step makes: its intent is here before the task is, and with it what was decided for it.
create table runbook_child (
  execution_id uuid not null,
  position int unsigned not null,
  attempt int unsigned not null,
  child_key varchar(190) character set ascii not null,
  decision varchar(300) not null,
  task_id uuid null,
  created_at datetime(3) not null,
  primary key (execution_id, position, attempt, child_key),
  constraint runbook_child_execution foreign key (execution_id)
    references runbook_execution (execution_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
