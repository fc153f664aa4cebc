-- Runbooks that operators wrote; those that are built in stand in the program.
create table runbook_template (
  template_id uuid not null primary key,
  name varchar(63) not null,
  definition json not null,
  created_by varchar(255) not null,
  created_at datetime(3) not null,
  unique key runbook_template_name (name)
) default character set utf8mb4 collate utf8mb4_nopad_bin;
