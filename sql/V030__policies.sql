-- Rules for what may be done. `spec` is kept as it was sent.
create table policy (
  seq bigint unsigned not null auto_increment primary key,
  policy_id uuid not null,
  name varchar(255) not null,
  category varchar(64) not null,
  spec json not null,
  created_at datetime(3) not null,
  unique key policy_id (policy_id)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- Where a policy is in force: on a host, in a project, or with the subject `*` everywhere. One without any is not.
create table policy_binding (
  policy_id uuid not null,
  kind enum('host', 'project') not null,
  subject varchar(64) not null,
  created_at datetime(3) not null,
  primary key (kind, subject, policy_id),
  key policy_binding_by_policy (policy_id),
  constraint policy_binding_policy foreign key (policy_id) references policy (policy_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
