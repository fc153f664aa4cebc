package io.kloigos.core.vm;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.json.Json;
import io.kloigos.core.project.Usage;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;

/** How each change of one VM is accepted: once per idempotency key, as a task that has the VM for itself. */
public final class VmVerbs {
    private static final JavaType ACCEPTED = Json.type(Accepted.class);

    /** What is remembered of an accepted change: asked for again, its task is waited for again. */
    record Accepted(UUID vmId, UUID taskId) {}

    /**
     * The task to submit.
     *
     * @param params the handler's parameters
     * @param detail a sentence that says what it does
     * @param more what the VM's project takes from its quota with it, beside what the VM itself will have
     */
    public record Work(Object params, String detail, Usage more) {
        /** A task that takes nothing but what the VM itself will have. */
        public Work(Object params, String detail) {
            this(params, detail, Usage.NOTHING);
        }
    }

    private final Database database;
    private final Changes changes;
    private final TaskService tasks;

    public VmVerbs(Database database, Changes changes, TaskService tasks) {
        this.database = database;
        this.changes = changes;
        this.tasks = tasks;
    }

    /**
     * Accepts a change, which has its turn after those that were accepted before it. {@code NOT_FOUND} when there is no such
     * VM, {@code CONFLICT} while it is being made, moved or deleted.
     *
     * @param request what was asked for, beside the VM
     * @param plan makes the task for the VM as it will be then, or refuses
     */
    public Pending<Vm> accept(
            Caller caller, String type, UUID vmId, Object request, BiFunction<Transaction, Vm, Work> plan) {
        record Request(UUID vmId, Object request) {}
        Accepted accepted = changes.make(caller, type, new Request(vmId, request), ACCEPTED, tx -> {
            Vm vm = VmTurn.of(tx, tasks, vmId);
            Work work = plan.apply(tx, vm);
            VmQuota quota = VmQuota.of(tx, vm, work);
            quota.take(tx);
            String target = Vm.target(vmId);
            TaskRequest task =
                    new TaskRequest(type, target, vm.hostId(), work.params(), List.of(target), work.detail());
            UUID taskId = tasks.submit(tx, caller, task);
            quota.hold(tx, taskId);
            return new Accepted(vmId, taskId);
        });
        return tasks.await(accepted.taskId(), () -> get(vmId));
    }

    /** {@code NOT_FOUND} when there is no such VM. */
    public Vm get(UUID vmId) {
        return database.transact(tx -> VmRecords.get(tx, vmId));
    }
}
