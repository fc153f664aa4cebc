-- Why a task that is taken back has not been yet, and since when that is so; none of either once it has ended.
alter table task
  add column undo_error varchar(4096) null after error,
  add column undo_error_since datetime(3) null after undo_error;
-- `left`: it could not be taken back, and what it did stays.
alter table task_step modify column status enum('pending', 'running', 'done', 'undoing', 'undone', 'left') not null;
