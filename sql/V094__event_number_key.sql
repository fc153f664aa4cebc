-- With this the numbers of events are hidden from those who do not see them all: with them they could count what others do.
alter table installation add column event_number_key varchar(64) null;
