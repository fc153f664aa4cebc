package io.kloigos.core.vm;

import io.kloigos.core.database.Transaction;
import io.kloigos.core.project.Quotas;
import io.kloigos.core.project.Usage;
import java.util.Objects;
import java.util.UUID;

/** What the change of a VM takes from the quota of its project, or, when it goes to another one, of that. */
public final class VmQuota {
    private final UUID vmId;
    private final WantedVm before;
    private final WantedVm after;
    private final Usage more;
    private final Usage most;

    private VmQuota(UUID vmId, WantedVm before, WantedVm after, Usage more, Usage most) {
        this.vmId = vmId;
        this.before = before;
        this.after = after;
        this.more = more;
        this.most = most;
    }

    static VmQuota of(Transaction tx, Vm vm, VmVerbs.Work work) {
        WantedVm after = work.params() instanceof ChangeVm.Params change
                ? change.change().after()
                : vm.wanted();
        VmQuota change = of(tx, vm, after);
        return new VmQuota(vm.vmId(), vm.wanted(), after, change.more.plus(work.more()), change.most.plus(work.more()));
    }

    /** For a VM that is to become that. */
    public static VmQuota of(Transaction tx, Vm vm, WantedVm after) {
        WantedVm before = vm.wanted();
        if (Objects.equals(before.projectId(), after.projectId())) {
            Usage more = after.usage().beyond(before.usage());
            return new VmQuota(vm.vmId(), before, after, more, before.usage().plus(more));
        }
        Usage all = after.usage().plus(Usage.ofSnapshots(Quotas.snapshotsOf(tx, vm.vmId())));
        return new VmQuota(vm.vmId(), before, after, all, all);
    }

    /** {@code QUOTA_EXCEEDED} when the project may not have that. */
    public void take(Transaction tx) {
        Quotas.take(tx, after.projectId(), more);
    }

    /**
     * Keeps it until the task has ended: what the VM is to get, as well as what it is to lose, which comes back when the
     * task is undone.
     */
    public void hold(Transaction tx, UUID taskId) {
        boolean moves = !Objects.equals(before.projectId(), after.projectId());
        if (moves) {
            Quotas.hold(tx, before.projectId(), vmId, taskId, before.usage());
        }
        if (moves || !before.usage().equals(after.usage()) || !more.equals(Usage.NOTHING)) {
            Quotas.hold(tx, after.projectId(), vmId, taskId, most);
        }
    }
}
