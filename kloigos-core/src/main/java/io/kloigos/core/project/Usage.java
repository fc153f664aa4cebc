package io.kloigos.core.project;

/**
 * How much of everything somebody has, or wants.
 *
 * @param memoryMb in MiB
 * @param storageMb what disks were asked to hold, in MiB
 * @param servers of the pool that are claimed
 */
public record Usage(long cpuCores, long memoryMb, long vms, long storageMb, long snapshots, long servers) {
    public static final Usage NOTHING = new Usage(0, 0, 0, 0, 0, 0);

    /** One VM of that size. */
    public static Usage ofVm(int cpuCores, long memoryMb, long storageMb) {
        return new Usage(cpuCores, memoryMb, 1, storageMb, 0, 0);
    }

    public static Usage ofSnapshots(long snapshots) {
        return new Usage(0, 0, 0, 0, snapshots, 0);
    }

    public static Usage ofServers(long servers) {
        return new Usage(0, 0, 0, 0, 0, servers);
    }

    public Usage plus(Usage other) {
        return new Usage(
                cpuCores + other.cpuCores,
                memoryMb + other.memoryMb,
                vms + other.vms,
                storageMb + other.storageMb,
                snapshots + other.snapshots,
                servers + other.servers);
    }

    /** How much more this is than the other; nothing where it is less. */
    public Usage beyond(Usage other) {
        return new Usage(
                Math.max(0, cpuCores - other.cpuCores),
                Math.max(0, memoryMb - other.memoryMb),
                Math.max(0, vms - other.vms),
                Math.max(0, storageMb - other.storageMb),
                Math.max(0, snapshots - other.snapshots),
                Math.max(0, servers - other.servers));
    }
}
