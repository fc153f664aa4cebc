package io.kloigos.core.vm;

import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.util.Map;
import java.util.UUID;

/** A task on one VM: its host must be reachable, and its end is told on the timeline. */
public abstract class VmTask<P extends VmTask.Params> implements TaskHandler<P> {
    /** What each of them knows. */
    public interface Params {
        UUID vmId();

        String hostId();

        String name();
    }

    private final String type;
    private final Class<P> paramsType;
    private final HostService hosts;
    private final EventService events;

    protected VmTask(String type, Class<P> paramsType, HostService hosts, EventService events) {
        this.type = type;
        this.paramsType = paramsType;
        this.hosts = hosts;
        this.events = events;
    }

    @Override
    public final String type() {
        return type;
    }

    @Override
    public final Class<P> paramsType() {
        return paramsType;
    }

    @Override
    public final void checkPrerequisites(P params, Stage stage) {
        hosts.get(params.hostId()).checkReachable();
        check(params, stage);
    }

    /** Throws when the task cannot succeed; changes nothing. */
    protected void check(P params, Stage stage) {}

    /** What was done, to follow the name of the VM. */
    protected abstract String done(P params);

    protected static Hypervisor host(VmTask.Params params, Stage stage) {
        return stage.at(params.hostId());
    }

    @Override
    public void succeeded(Transaction tx, Task task, P params) {
        record(tx, task, params, type, "VM " + params.name() + " " + done(params), difference(params));
    }

    @Override
    public void again(Transaction tx, P params) {
        // nothing of it was recorded before it began
    }

    @Override
    public void failed(Transaction tx, Task task, P params) {
        record(tx, task, params, type + "_failed", "VM " + params.name() + ": " + task.error(), Map.of());
    }

    /** What it changes: names of fields, and their values before and after. */
    protected Map<String, ?> difference(P params) {
        return Map.of();
    }

    private void record(Transaction tx, Task task, P params, String event, String message, Map<String, ?> difference) {
        events.record(tx, task.caller(), event, Vm.target(params.vmId()), message, task.taskId(), difference);
    }
}
