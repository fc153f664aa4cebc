-- Events are sealed after they were committed, many at a time: `hash` covers the events of the block, in `ranges` of their
-- numbers, and the hash of the block before.
create table audit_block (
  block_no bigint unsigned not null primary key,
  ranges json not null,
  events int unsigned not null,
  newest_at datetime(3) not null,
  hash char(64) character set ascii not null,
  sealed_at datetime(3) not null
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- The end of the chain, the numbers below `last_event_id` that may yet be committed (`gaps`), and the block that the chain
-- is verified from: what stands before it was pruned.
create table audit_head (
  id tinyint unsigned not null primary key check (id = 1),
  block_no bigint unsigned not null,
  hash char(64) character set ascii not null,
  last_event_id bigint unsigned not null,
  gaps json not null,
  anchor_block_no bigint unsigned not null,
  anchor_hash char(64) character set ascii not null,
  retention_days int unsigned not null
) default character set utf8mb4 collate utf8mb4_nopad_bin;

insert into audit_head (id, block_no, hash, last_event_id, gaps, anchor_block_no, anchor_hash, retention_days)
values (1, 0, repeat('0', 64), 0, '[]', 0, repeat('0', 64), 365);
