-- Members of projects list the tasks of their VMs.
alter table task add key task_by_project (project_id, seq);
