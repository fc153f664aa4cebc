-- Who is told of events. `secret` signs what is sent.
create table webhook (
  webhook_id uuid not null primary key,
  url varchar(2048) not null,
  secret varchar(255) not null,
  event_types json not null,
  enabled boolean not null default true,
  created_at datetime(3) not null
) default character set utf8mb4 collate utf8mb4_nopad_bin;

-- What is to be sent, written when the event is sealed. One that was tried too often is `dead` and stays until it is sent
-- again by hand or pruned.
create table webhook_delivery (
  delivery_id bigint unsigned not null auto_increment primary key,
  webhook_id uuid not null,
  event_id bigint unsigned not null,
  body json not null,
  state enum('pending', 'delivered', 'dead') not null default 'pending',
  attempts int unsigned not null default 0,
  due_at datetime(3) not null,
  last_error varchar(1024) null,
  created_at datetime(3) not null,
  ended_at datetime(3) null,
  unique key webhook_delivery_once (webhook_id, event_id),
  key webhook_delivery_due (state, due_at),
  key webhook_delivery_by_end (ended_at),
  constraint webhook_delivery_webhook foreign key (webhook_id) references webhook (webhook_id) on delete cascade
) default character set utf8mb4 collate utf8mb4_nopad_bin;
