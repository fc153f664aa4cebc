-- The project of the VM that a task is done to, as it was when it was asked for; the VM may be gone when one looks.
alter table task add column project_id varchar(64) null after host_id;
