-- How many servers of the pool were in which state, every five minutes; whichever instance comes first writes it down.
create table pool_sample (
  taken_at datetime(3) not null primary key,
  free int unsigned not null,
  running int unsigned not null,
  stopped int unsigned not null,
  maintenance int unsigned not null
) default character set utf8mb4 collate utf8mb4_nopad_bin;
