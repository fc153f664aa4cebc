-- What changed, where an event tells of that; and each filter an index seek, the newest first, however many events there are.
alter table event
  add column difference json null,
  drop key event_by_type,
  drop key event_by_target,
  drop key event_by_time,
  add key event_by_type (type, created_at, event_id),
  add key event_by_target (target, created_at, event_id),
  add key event_by_actor (actor, created_at, event_id),
  add key event_by_time (created_at, event_id);
