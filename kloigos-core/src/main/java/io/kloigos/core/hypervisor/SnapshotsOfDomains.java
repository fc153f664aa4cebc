package io.kloigos.core.hypervisor;

import java.util.List;
import java.util.UUID;

/**
 * Snapshots of domains. They live within the disks, and with a domain that runs, so does its memory: nothing has to be kept
 * beside them.
 *
 * <p>The changes are {@code NOT_FOUND} without the domain, {@code CONFLICT} when it carries a foreign stamp or none.
 */
@Hypervisor.Part
public interface SnapshotsOfDomains {
    /** The snapshots of one domain, whoever took them; none without the domain. */
    List<Snapshot> of(UUID vmId);

    /**
     * Takes a snapshot, of the memory too when the domain runs, unless there is one of that name. {@code CONFLICT} when a
     * disk that the guest can write to holds no snapshots, or the firmware stands in the way.
     */
    void create(SnapshotSpec spec);

    /**
     * Makes the domain again what it was, running or not, whatever became of it since. {@code NOT_FOUND} without that
     * snapshot.
     */
    void revert(UUID vmId, String name, String owner);

    /** Deletes one snapshot if it is there; those that build on it stay. */
    void delete(UUID vmId, String name, String owner);
}
