-- The engines on this database. One that has not been seen for a while is gone, and its hosts are free to be taken.
create table instance (
  instance_id uuid not null primary key,
  started_at datetime(3) not null,
  seen_at datetime(3) not null,
  key instance_by_seen (seen_at)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- `owner_instance` alone is connected to the host; `owner_epoch` fences off one that lost it. `revision` grows whenever an
-- operator changes the host. `observed_at` is the end of the last complete look.
alter table host
  add column trust_first_key boolean not null default false,
  add column revision bigint unsigned not null default 0,
  add column owner_instance uuid null,
  add column owner_epoch bigint unsigned not null default 0,
  add column sweep_ms int unsigned null,
  add column latency_us int unsigned null,
  add key host_by_owner (owner_instance);

-- The domains as their hosts last reported them, ours and others'. A row goes when a complete list of its host lacks it.
create table domain (
  host_id varchar(64) not null,
  vm_id uuid not null,
  name varchar(255) not null,
  state enum('running', 'stopped', 'paused', 'crashed', 'suspended') not null,
  observed json not null,
  observed_at datetime(3) not null,
  primary key (host_id, vm_id),
  key domain_by_state (state, vm_id),
  key domain_by_vm (vm_id),
  constraint domain_host foreign key (host_id) references host (host_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- What else a host has, as it last reported it; `item_key` is the item's name on its host, within its pool or domain.
create table host_item (
  host_id varchar(64) not null,
  kind enum('network', 'storage_pool', 'volume', 'snapshot', 'lease') not null,
  item_key varchar(600) not null,
  observed json not null,
  primary key (host_id, kind, item_key),
  constraint host_item_host foreign key (host_id) references host (host_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;

insert into domain (host_id, vm_id, name, state, observed, observed_at)
  select host_id, vm_id, name, observed_state, observed, observed_at from vm where observed is not null;

alter table vm
  drop key vm_by_state,
  drop column observed_state,
  drop column observed,
  drop column observed_at,
  add key vm_by_project (project_id, seq),
  add key vm_by_host (host_id, seq);
