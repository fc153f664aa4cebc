-- Who logs in with an OpenID Connect provider: the provider's name for a user, which never changes, and the user here.
create table user_identity (
  issuer varchar(512) character set ascii collate ascii_bin not null,
  subject varchar(255) not null,
  user_id uuid not null,
  created_at datetime(3) not null,
  primary key (issuer, subject),
  key user_identity_by_user (user_id),
  constraint user_identity_user foreign key (user_id) references user_account (user_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- Memberships that the provider's groups gave are the provider's to take; those that somebody here gave stay.
alter table project_member add column from_groups boolean not null default false after role;
