package io.kloigos.http.project;

import io.kloigos.core.project.Project;
import io.kloigos.core.project.Usage;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A project; a quota of 0 is none. */
@Schema(name = "Project")
public record ProjectJson(
        String projectId,
        String name,
        String description,
        int cpuCoresQuota,
        long memoryMbQuota,
        int vmLimit,
        long storageGbQuota,
        int snapshotLimit,
        int serverLimit,
        UsedJson used,
        Instant createdAt) {
    /** What it has. */
    @Schema(name = "ProjectUsage")
    public record UsedJson(long cpuCores, long memoryMb, long vms, long storageGb, long snapshots, long servers) {
        private static final long MIB_PER_GIB = 1024;

        static UsedJson of(Usage used) {
            return new UsedJson(
                    used.cpuCores(),
                    used.memoryMb(),
                    used.vms(),
                    (used.storageMb() + MIB_PER_GIB - 1) / MIB_PER_GIB,
                    used.snapshots(),
                    used.servers());
        }
    }

    static ProjectJson of(Project project) {
        return new ProjectJson(
                project.projectId(),
                project.name(),
                project.description(),
                project.quota().cpuCores(),
                project.quota().memoryMb(),
                project.quota().vmLimit(),
                project.quota().storageGb(),
                project.quota().snapshotLimit(),
                project.quota().serverLimit(),
                UsedJson.of(project.used()),
                project.createdAt());
    }
}
