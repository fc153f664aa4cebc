package io.kloigos.core.storage;

import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;

/** What all tasks on the storage of one host have in common. */
abstract class StorageTask<P extends StorageTask.Params> implements TaskHandler<P> {
    /** The parameters of such a task. */
    interface Params {
        String hostId();

        /** What it is about, for people: {@code storage pool fast}. */
        String what();
    }

    private final String type;
    private final String done;
    private final Class<P> paramsType;
    private final HostService hosts;
    private final EventService events;

    /** @param done the event of its success, with the verb in the past: {@code volume.created} */
    StorageTask(String type, String done, Class<P> paramsType, HostService hosts, EventService events) {
        this.type = type;
        this.done = done;
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
        check(params, host(params, stage));
    }

    /** Throws when it cannot succeed. */
    abstract void check(P params, Hypervisor host);

    @Override
    public void succeeded(Transaction tx, Task task, P params) {
        String verb = done.substring(done.indexOf('.') + 1).replace('_', ' ');
        record(tx, task, params, done, capital(params.what()) + " was " + verb + " on " + params.hostId());
    }

    @Override
    public void again(Transaction tx, P params) {
        // nothing of it was recorded before it began
    }

    @Override
    public void failed(Transaction tx, Task task, P params) {
        record(
                tx,
                task,
                params,
                type + "_failed",
                capital(params.what()) + " on " + params.hostId() + ": " + type + " failed: " + task.error());
    }

    final Hypervisor host(P params, Stage stage) {
        return stage.at(params.hostId());
    }

    final void record(Transaction tx, Task task, P params, String event, String message) {
        events.record(tx, task.caller(), event, "host:" + params.hostId(), message, task.taskId());
    }

    private static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
