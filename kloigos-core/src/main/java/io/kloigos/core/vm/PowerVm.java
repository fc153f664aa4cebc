package io.kloigos.core.vm;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.json.Json;
import io.kloigos.core.task.Proposal;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskService;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Changes a VM's power. Nothing is taken back: a VM that started late, or stopped late, is in the wanted state. */
final class PowerVm implements TaskHandler<PowerVm.Params> {
    static final String TYPE = "vm.action";

    /** @param deadline how long a graceful stop may take */
    record Params(UUID vmId, String hostId, String name, VmAction action, Duration deadline, String owner)
            implements Proposal.Source {
        @Override
        public Proposal proposal() {
            return Proposal.NOTHING;
        }

        @Override
        public String verb(String taskType) {
            return taskType + "." + action.word();
        }
    }

    private final Database database;
    private final TaskService tasks;
    private final HostService hosts;
    private final EventService events;

    PowerVm(Database database, TaskService tasks, HostService hosts, EventService events) {
        this.database = database;
        this.tasks = tasks;
        this.hosts = hosts;
        this.events = events;
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
        hosts.get(params.hostId()).checkReachable();
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        return List.of(
                Step.oneWay(params.action().word(), () -> act(params, stage)),
                Step.oneWay("observe", () -> stage.observe(params.hostId(), params.vmId())));
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        record(tx, task, params, "vm." + params.action().word(), "VM " + params.name() + ": " + done(params.action()));
    }

    @Override
    public void again(Transaction tx, Params params) {
        // nothing of it was recorded before it began
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        record(
                tx,
                task,
                params,
                "vm." + params.action().word() + "_failed",
                "VM " + params.name() + ": " + task.error());
    }

    private void act(Params params, Stage stage) {
        Hypervisor host = stage.at(params.hostId());
        switch (params.action()) {
            case START -> host.start(params.vmId());
            case FORCE_STOP -> host.powerOff(params.vmId(), params.owner());
            case REBOOT -> host.power().requestReboot(params.vmId());
            case RESET -> host.power().reset(params.vmId());
            case PAUSE -> host.power().pause(params.vmId());
            case RESUME -> host.power().resume(params.vmId());
            case SUSPEND_TO_DISK -> host.power().suspendToDisk(params.vmId());
            case STOP -> stop(params, stage, host);
        }
    }

    private void stop(Params params, Stage stage, Hypervisor host) {
        BooleanSupplier cutShort = () -> isCutShort(params);
        host.requestShutdown(params.vmId());
        if (stage.awaitState(params.hostId(), params.vmId(), PowerState.STOPPED, params.deadline(), cutShort)) {
            return;
        }
        if (cutShort.getAsBoolean()) {
            throw new KloigosException(
                    ErrorCode.CANCELLED,
                    "VM " + params.name() + " was given no more time to shut down: its plug is pulled.");
        }
        throw KloigosException.conflict("VM " + params.name() + " did not shut down within "
                + params.deadline().toSeconds()
                + " s: its guest may not listen to the power button. Use force_stop to pull the plug.");
    }

    /** Whether a task waits behind this one that pulls the plug. */
    private boolean isCutShort(Params params) {
        return database.transact(tx -> tasks.queue(tx, Vm.target(params.vmId()), VmTurn.MOST_WAITING + 2)).stream()
                .anyMatch(PowerVm::pullsThePlug);
    }

    private static boolean pullsThePlug(TaskService.Ahead task) {
        return switch (task.type()) {
            case TYPE -> Json.read(task.params(), Params.class).action() == VmAction.FORCE_STOP;
            case DeleteVm.TYPE ->
                Json.read(task.params(), DeleteVm.Params.class).graceful() == null;
            default -> false;
        };
    }

    private static String done(VmAction action) {
        return switch (action) {
            case START -> "started";
            case STOP -> "shut down";
            case FORCE_STOP -> "powered off";
            case REBOOT -> "asked to start anew";
            case RESET -> "reset";
            case PAUSE -> "paused";
            case RESUME -> "resumed";
            case SUSPEND_TO_DISK -> "suspended to disk";
        };
    }

    private void record(Transaction tx, Task task, Params params, String type, String message) {
        events.record(tx, task.caller(), type, Vm.target(params.vmId()), message, task.taskId());
    }
}
