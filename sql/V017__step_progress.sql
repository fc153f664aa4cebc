-- How much of a step that runs is done, in percent, where the step knows.
alter table task_step add column progress tinyint unsigned null after status;
