package io.kloigos.core.vm;

import io.kloigos.core.database.Database;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.trash.TrashRecords;
import io.kloigos.core.trash.Trashed;
import java.util.Set;

/** Puts a disk that its VM needs no more into the trash, once nothing on its host uses it. */
public final class TrashStep {
    private TrashStep() {}

    /** @param going {@code pool/name} of volumes that go too: what these are built on may go with them */
    public static Step of(Stage stage, Database database, Trashed disk, Set<String> going) {
        return Step.undoable(
                "trash-disk",
                () -> stage.at(disk.hostId())
                        .volume(disk.pool(), disk.volume())
                        .ifPresent(there -> put(stage, database, disk, there, going)),
                () -> stage.record(() -> database.run(tx -> TrashRecords.delete(tx, disk.trashId()))));
    }

    private static void put(Stage stage, Database database, Trashed disk, Volume there, Set<String> going) {
        new VolumeGuard(stage.at(disk.hostId()), going).refuseUsed(there);
        stage.record(() -> database.run(tx -> TrashRecords.put(tx, disk.withSize(there.allocationBytes()))));
    }
}
