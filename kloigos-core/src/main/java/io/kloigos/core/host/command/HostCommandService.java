package io.kloigos.core.host.command;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.database.Changes;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.json.Json;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import java.util.List;
import java.util.UUID;

/** Runs the command lines that the operator allows, each as a task. */
public final class HostCommandService {
    private static final JavaType ACCEPTED = Json.type(UUID.class);

    private final Changes changes;
    private final TaskService tasks;
    private final HostService hosts;
    private final HostCommands commands;
    private final List<TaskHandler<?>> handlers;

    public HostCommandService(
            Changes changes, TaskService tasks, EventService events, HostService hosts, HostCommands commands) {
        this.changes = changes;
        this.tasks = tasks;
        this.hosts = hosts;
        this.commands = commands;
        this.handlers = List.of(new RunHostCommand(events, commands));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /**
     * Runs the command of that name on a host. {@code NOT_FOUND} without the host, {@code CONFLICT} when the operator allows
     * none of that name. The result fails with {@code HOST_FAILED} when the command ends with anything but 0, and when the
     * process that waited for it died: it is never run twice unless somebody has the task done again.
     */
    public Pending<String> run(Caller caller, String hostId, String name) {
        record Request(String hostId, String name) {}
        commands.line(name);
        hosts.get(hostId).checkReachable();
        UUID task = changes.make(
                caller,
                RunHostCommand.TYPE,
                new Request(hostId, name),
                ACCEPTED,
                tx -> tasks.submit(
                        tx,
                        caller,
                        new TaskRequest(
                                RunHostCommand.TYPE,
                                "host:" + hostId,
                                hostId,
                                new RunHostCommand.Params(hostId, name),
                                List.of("command:" + hostId + "/" + name),
                                "Run " + name + " on host " + hostId)));
        return tasks.await(task, () -> name);
    }
}
