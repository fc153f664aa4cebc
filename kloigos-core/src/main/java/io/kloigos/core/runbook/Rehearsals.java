package io.kloigos.core.runbook;

import io.kloigos.core.task.Stage;
import io.kloigos.core.task.TaskRequest;

/** Rehearses a task, on a stage that is a rehearsal. */
@FunctionalInterface
public interface Rehearsals {
    void rehearse(TaskRequest task, Stage stage);
}
