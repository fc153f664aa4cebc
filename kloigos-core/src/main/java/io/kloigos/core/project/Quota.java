package io.kloigos.core.project;

import io.kloigos.core.Checks;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.util.ArrayList;
import java.util.List;

/**
 * How much a project may have; 0 for no limit.
 *
 * @param memoryMb in MiB
 * @param storageGb what the disks of its VMs may hold, in GiB
 * @param serverLimit how many servers of the pool may be claimed for it
 */
public record Quota(int cpuCores, long memoryMb, int vmLimit, long storageGb, int snapshotLimit, int serverLimit) {
    public static final Quota UNLIMITED = new Quota(0, 0, 0, 0, 0, 0);

    private static final long MIB_PER_GIB = 1024;
    private static final int MOST = 1_000_000_000;

    public Quota {
        new Checks()
                .range("cpu_cores", cpuCores, 0, MOST)
                .range("memory_mb", memoryMb, 0, MOST * MIB_PER_GIB)
                .range("vm_limit", vmLimit, 0, MOST)
                .range("storage_gb", storageGb, 0, MOST)
                .range("snapshot_limit", snapshotLimit, 0, MOST)
                .range("server_limit", serverLimit, 0, MOST)
                .done();
    }

    /** {@code QUOTA_EXCEEDED} when a project that has that much may not have that much more. */
    void check(String project, Usage used, Usage more) {
        List<String> exceeded = new ArrayList<>();
        add(exceeded, "CPUs", used.cpuCores(), more.cpuCores(), cpuCores);
        add(exceeded, "MiB of memory", used.memoryMb(), more.memoryMb(), memoryMb);
        add(exceeded, "VMs", used.vms(), more.vms(), vmLimit);
        add(exceeded, "MiB of storage", used.storageMb(), more.storageMb(), storageGb * MIB_PER_GIB);
        add(exceeded, "snapshots", used.snapshots(), more.snapshots(), snapshotLimit);
        add(exceeded, "claimed servers", used.servers(), more.servers(), serverLimit);
        if (!exceeded.isEmpty()) {
            throw new KloigosException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "The quota of project " + project + " would be exceeded: it has " + String.join("; ", exceeded)
                            + ". Give something back, or have its quota raised.");
        }
    }

    private static void add(List<String> exceeded, String what, long used, long more, long limit) {
        if (limit > 0 && more > 0 && used + more > limit) {
            exceeded.add(used + " of " + limit + " " + what + ", and this takes " + more + " more");
        }
    }
}
