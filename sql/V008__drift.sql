-- What a VM is made of as wanted, beside its name, CPUs and memory; null on rows from before, of which no more is compared.
alter table vm add column spec json null;

-- Plans that mend drift, as they were shown; kept for a day so that exactly what was shown is applied.
create table drift_plan (
  plan_hash char(64) not null primary key,
  plan json not null,
  created_at datetime(3) not null,
  key drift_plan_by_time (created_at)
) default character set utf8mb4 collate utf8mb4_nopad_bin;
