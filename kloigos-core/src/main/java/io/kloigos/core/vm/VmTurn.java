package io.kloigos.core.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.json.Json;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.task.TaskService.Ahead;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a VM will be when a task that is accepted now has its turn: tasks on one VM go one after the other, and what is asked
 * for later is asked of the VM as the earlier ones will leave it.
 */
public final class VmTurn {
    private static final String MOVE = "vm.migrate";
    static final int MOST_WAITING = 100;

    /** What the parameters of a task say about what becomes of its VM. */
    private record Outcome(@Nullable VmChange change) {}

    private VmTurn() {}

    /**
     * The VM as it will be; nobody else changes it, or has a task on it accepted, until the transaction ends. {@code NOT_FOUND}
     * when there is none; {@code CONFLICT} while it is being made, moved or deleted, and when too many wait already.
     */
    public static Vm of(Transaction tx, TaskService tasks, UUID vmId) {
        Vm vm = VmRecords.lock(tx, vmId);
        List<Ahead> ahead = ahead(tx, tasks, vmId);
        if (vm.phase() != VmPhase.ACTIVE) {
            throw KloigosException.conflict("VM " + vm.name() + " is being "
                    + (vm.phase() == VmPhase.DELETING ? "deleted" : "made") + ". Wait for that task to end.");
        }
        if (ahead.stream().anyMatch(task -> task.type().equals(MOVE))) {
            throw KloigosException.conflict(
                    "VM " + vm.name() + " is being moved away from " + vm.hostId() + ". Wait for that task to end.");
        }
        if (ahead.size() >= MOST_WAITING) {
            throw KloigosException.conflict(
                    MOST_WAITING + " tasks on VM " + vm.name() + " wait already. Wait for some of them to end.");
        }
        return after(vm, ahead);
    }

    /** The same for whoever cannot wait: whatever is being done to it. */
    static Vm inAnyCase(Transaction tx, TaskService tasks, UUID vmId) {
        Vm vm = VmRecords.lock(tx, vmId);
        return after(vm, ahead(tx, tasks, vmId));
    }

    private static List<Ahead> ahead(Transaction tx, TaskService tasks, UUID vmId) {
        return tasks.queue(tx, Vm.target(vmId), MOST_WAITING);
    }

    private static Vm after(Vm vm, List<Ahead> ahead) {
        Vm after = vm;
        for (Ahead task : ahead) {
            VmChange change = Json.read(task.params(), Outcome.class).change();
            if (change != null && change.vmId().equals(vm.vmId())) {
                after = after.wanting(change.generation(), change.after());
            }
        }
        return after;
    }
}
