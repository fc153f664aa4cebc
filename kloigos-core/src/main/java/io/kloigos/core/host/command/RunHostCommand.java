package io.kloigos.core.host.command;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.util.List;

/** Runs one command line that the operator allows. The line is that of the instance that runs it, not of who asked. */
final class RunHostCommand implements TaskHandler<RunHostCommand.Params> {
    static final String TYPE = "host.run";

    record Params(String hostId, String name) {}

    private final EventService events;
    private final HostCommands commands;

    RunHostCommand(EventService events, HostCommands commands) {
        this.events = events;
        this.commands = commands;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Class<Params> paramsType() {
        return Params.class;
    }

    @Override
    public void checkPrerequisites(Params params, Stage stage) {
        commands.line(params.name());
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        return List.of(Step.once("run", () -> run(params, stage)));
    }

    private void run(Params params, Stage stage) {
        try {
            stage.at(params.hostId()).shell().run(commands.line(params.name()));
        } catch (KloigosException e) {
            throw e.code() == ErrorCode.HOST_UNREACHABLE
                    ? new KloigosException(
                            e.code(), e.getMessage() + " It is not known whether " + params.name() + " ran to its end.")
                    : e;
        }
    }

    @Override
    public void again(Transaction tx, Params params) {
        // nothing of it was recorded before it began
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        record(tx, task, params, "host.command_ran", "Command " + params.name() + " was run on " + params.hostId());
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        record(tx, task, params, "host.command_failed", "Command " + params.name() + " failed: " + task.error());
    }

    private void record(Transaction tx, Task task, Params params, String type, String message) {
        events.record(tx, task.caller(), type, "host:" + params.hostId(), message, task.taskId());
    }
}
