-- The hash of the plan that a task may carry out; null for one that was not planned.
alter table task add column plan_hash char(64) character set ascii null after address;
