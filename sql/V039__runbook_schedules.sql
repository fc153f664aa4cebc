-- When runbooks run by themselves. `next_at` is null when that is never again.
create table runbook_schedule (
  schedule_id uuid not null primary key,
  runbook_name varchar(63) not null,
  cron varchar(100) not null,
  time_zone varchar(64) not null,
  host_id varchar(255) null,
  vm_id char(36) character set ascii collate ascii_bin null,
  parameters json not null,
  missed enum('skip', 'run_once') not null,
  paused boolean not null default false,
  next_at datetime(3) null,
  last_at datetime(3) null,
  created_by varchar(255) not null,
  created_at datetime(3) not null,
  key runbook_schedule_due (paused, next_at),
  key runbook_schedule_by_runbook (runbook_name)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- What became of each time that a schedule was due; one row, however many instances there are.
create table runbook_firing (
  schedule_id uuid not null,
  due_at datetime(3) not null,
  outcome enum('started', 'missed', 'overlapped', 'refused') not null,
  task_id uuid null,
  message varchar(1024) not null,
  fired_at datetime(3) not null,
  primary key (schedule_id, due_at),
  constraint runbook_firing_schedule foreign key (schedule_id)
    references runbook_schedule (schedule_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
