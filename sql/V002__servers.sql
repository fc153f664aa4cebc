-- The pool. A server is claimed exactly while it has a service name.
create table server (
  id bigint unsigned not null auto_increment primary key,
  hostname varchar(255) not null,
  ansible_host varchar(255) not null,
  numa_node int unsigned not null,
  kind enum('server', 'vm') not null default 'server',
  status enum('free', 'running', 'stopped', 'maintenance') not null,
  service_name varchar(255) null,
  owner varchar(255) null,
  -- the owner while nobody holds it: a claim may bring its own
  home_owner varchar(255) null,
  started_at datetime(3) null,
  expires_at datetime(3) null,
  labels json not null,
  vm_id uuid null,
  host_id varchar(64) null,
  -- the service name of a claim with anti-affinity: the unique key below keeps two of one name off one machine
  spread_name varchar(255) null,
  created_at datetime(3) not null,
  unique key server_hostname (hostname),
  unique key server_spread (spread_name, ansible_host),
  key server_pick (status, kind, id),
  key server_pick_numa (status, kind, numa_node, id),
  key server_pick_spread (status, kind, ansible_host, id),
  key server_by_service (service_name, hostname),
  key server_by_owner (owner, hostname),
  key server_by_expiry (expires_at),
  constraint free_means_unclaimed check (status <> 'free' or (service_name is null and expires_at is null)),
  constraint running_means_claimed check (status <> 'running' or service_name is not null)
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- One row a label; `free` repeats the server's status, so that a claim by label is an index seek too.
create table server_label (
  server_id bigint unsigned not null,
  name varchar(63) not null,
  value varchar(255) not null,
  free boolean not null,
  primary key (server_id, name),
  key server_label_pick (name, value, free, server_id),
  constraint server_label_server foreign key (server_id) references server (id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- Who waits for a server, longest first. A row lives until its client has been answered or is gone.
create table claim_waiter (
  waiter_id bigint unsigned not null auto_increment primary key,
  instance_id uuid not null,
  claim json not null,
  actor varchar(255) not null,
  address varchar(64) null,
  state enum('waiting', 'granted') not null,
  granted json null,
  seen_at datetime(3) not null,
  key claim_waiter_by_state (state, waiter_id),
  key claim_waiter_by_instance (instance_id, state)
) default character set utf8mb4 collate utf8mb4_nopad_bin;
