-- The end of what a command line of the operator's printed, secrets masked.
alter table task_command add column output varchar(4096) null after error;
