package io.kloigos.core.project;

import io.kloigos.core.database.Database;
import java.util.Optional;
import java.util.UUID;

/** To which projects things belong. */
public final class Ownership {
    private final Database database;

    public Ownership(Database database) {
        this.database = database;
    }

    /** Empty when there is no such VM, or it belongs to no project. */
    public Optional<String> projectOfVm(UUID vmId) {
        return database.transact(
                tx -> Optional.ofNullable(tx.mapper(ProjectMapper.class).projectOfVm(vmId)));
    }

    /** The project of what the task is done to, as it was when it was asked for. */
    public Optional<String> projectOfTask(UUID taskId) {
        return database.transact(
                tx -> Optional.ofNullable(tx.mapper(ProjectMapper.class).projectOfTask(taskId)));
    }
}
