-- The project of what an event is about, as it was then: its members read these, and no others.
alter table event
  add column project_id varchar(64) null,
  add key event_by_project (project_id, created_at, event_id);
