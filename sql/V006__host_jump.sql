-- The machine through which a host is reached, with its pinned key; null when it is reached directly.
alter table host add column jump json null;
