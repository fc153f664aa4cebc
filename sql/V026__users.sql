-- Who may call. `role` is what a user may do everywhere; null for what the projects say alone. A user without a password uses
-- tokens.
create table user_account (
  user_id uuid not null primary key,
  name varchar(255) not null,
  display_name varchar(255) not null default '',
  kind enum('person', 'service') not null,
  role enum('viewer', 'operator', 'admin') null,
  password_hash varchar(255) null,
  password_expired boolean not null default false,
  disabled boolean not null default false,
  created_at datetime(3) not null,
  last_login_at datetime(3) null,
  unique key user_account_name (name),
  key user_account_by_role (role, disabled)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- Only the hashes of tokens and sessions are kept. A token may do what its user may, within its own role and project if it has any.
create table api_token (
  token_id uuid not null primary key,
  user_id uuid not null,
  name varchar(255) not null,
  secret_hash char(64) character set ascii not null,
  role enum('viewer', 'operator', 'admin') null,
  project_id varchar(64) null,
  expires_at datetime(3) null,
  created_at datetime(3) not null,
  last_used_at datetime(3) null,
  unique key api_token_secret (secret_hash),
  unique key api_token_name (user_id, name),
  constraint api_token_user foreign key (user_id) references user_account (user_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;

create table user_session (
  secret_hash char(64) character set ascii not null primary key,
  user_id uuid not null,
  address varchar(64) null,
  created_at datetime(3) not null,
  seen_at datetime(3) not null,
  key user_session_by_user (user_id),
  key user_session_by_seen (seen_at),
  constraint user_session_user foreign key (user_id) references user_account (user_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- Logins that failed, by account and by address: who fails often waits.
create table login_failure (
  subject varchar(300) not null primary key,
  failures int unsigned not null,
  last_at datetime(3) not null,
  key login_failure_by_time (last_at)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

create table project_member (
  member_id uuid not null primary key,
  project_id varchar(64) not null,
  user_id uuid not null,
  role enum('viewer', 'operator', 'admin') not null,
  created_at datetime(3) not null,
  unique key project_member_user (user_id, project_id),
  key project_member_by_project (project_id, created_at),
  constraint project_member_project foreign key (project_id) references project (project_id) on delete cascade,
  constraint project_member_user_account foreign key (user_id) references user_account (user_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
