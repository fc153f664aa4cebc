package io.kloigos.core.project;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.project.ProjectMapper.Limits;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What projects take from their quotas, in the transaction of what they take it for. What they have is counted from the rows
 * of their things and is written down nowhere else, so that it is given back with them, once.
 */
public final class Quotas {
    private Quotas() {}

    /** {@code NOT_FOUND} when there is no such project; none at all is fine. */
    public static void require(Transaction tx, @Nullable String projectId) {
        if (projectId != null && tx.mapper(ProjectMapper.class).limits(projectId) == null) {
            throw KloigosException.notFound("project", projectId);
        }
    }

    /**
     * Lets a project have more, to be called just before the rows are written; others that take from the same project wait
     * until the transaction has ended. {@code QUOTA_EXCEEDED} when it may not. Without a project, and for one that is known
     * from a host only, there is no limit.
     */
    public static void take(Transaction tx, @Nullable String projectId, Usage more) {
        if (projectId == null || more.equals(Usage.NOTHING)) {
            return;
        }
        ProjectMapper projects = tx.mapper(ProjectMapper.class);
        if (projects.touch(projectId) == 0) {
            return;
        }
        projects.forgetEndedHolds(projectId);
        Limits limits = projects.limits(projectId);
        if (limits != null) {
            limits.quota().check(limits.name(), used(projects, projectId, more), more);
        }
    }

    /** {@link #take} for one that would rather wait: false when the project may not have that. */
    public static boolean tryTake(Transaction tx, @Nullable String projectId, Usage more) {
        try {
            take(tx, projectId, more);
            return true;
        } catch (KloigosException e) {
            if (e.code() == ErrorCode.QUOTA_EXCEEDED) {
                return false;
            }
            throw e;
        }
    }

    /** Keeps that much for a VM of the project until the task has ended, should its row have less by then. */
    public static void hold(Transaction tx, @Nullable String projectId, UUID vmId, UUID taskId, Usage most) {
        if (projectId != null) {
            tx.mapper(ProjectMapper.class).hold(taskId, projectId, vmId, most);
        }
    }

    /** How many snapshots a VM has, as last reported. */
    public static long snapshotsOf(Transaction tx, UUID vmId) {
        return tx.mapper(ProjectMapper.class).snapshotsOfVm(vmId);
    }

    /** What it has of what it wants more of. */
    private static Usage used(ProjectMapper projects, String projectId, Usage more) {
        Usage vms = projects.vms(projectId).plus(projects.held(projectId));
        return new Usage(
                vms.cpuCores(),
                vms.memoryMb(),
                vms.vms(),
                vms.storageMb(),
                more.snapshots() == 0 ? 0 : vms.snapshots() + projects.snapshots(projectId),
                more.servers() == 0 ? 0 : vms.servers() + projects.servers(projectId));
    }
}
