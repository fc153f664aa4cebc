-- A proof that a host is still its owner's changes a column of its own: `last_heartbeat` is when the host was last heard from.
alter table host add column fence bigint unsigned not null default 0;
update host set last_heartbeat = null where facts is null and observed_at is null;
