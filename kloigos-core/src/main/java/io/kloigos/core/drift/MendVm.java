package io.kloigos.core.drift;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.SavedDomain;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.vm.Vm;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Applies the plan for one VM: makes it again, refuses when it is another one by now, and runs it. */
final class MendVm implements TaskHandler<MendVm.Params> {
    static final String TYPE = "drift.mend";

    /**
     * @param plan hash of the plan as it was shown
     * @param saved the definition to go back to; null to go back to none
     */
    record Params(
            UUID vmId,
            String hostId,
            String name,
            DriftKind kind,
            List<String> fields,
            String plan,
            @Nullable SavedDomain saved,
            String owner) {}

    private final DriftPlanner planner;
    private final HostService hosts;
    private final EventService events;

    MendVm(DriftPlanner planner, HostService hosts, EventService events) {
        this.planner = planner;
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
                Step.oneWay("check-plan", () -> checkPlan(params)),
                Step.undoable(
                        "mend",
                        () -> new Mend(planner.vm(params.vmId())).run(host(params, stage)),
                        () -> putBack(params, stage)),
                Step.oneWay("observe", () -> stage.observe(params.hostId(), params.vmId())));
    }

    private void checkPlan(Params params) {
        Vm vm = planner.vm(params.vmId());
        Drift planned = new Drift(params.kind(), vm.hostId(), vm.vmId(), vm.name(), null, List.of(), "", null);
        PlannedMend now = planner.plan(planned);
        if (!now.hash().equals(params.plan())) {
            throw KloigosException.conflict("VM " + params.name() + " has changed since the plan was made, here or on "
                    + params.hostId() + (now.obstacle() == null ? "." : ": " + now.obstacle()) + " Make a new plan.");
        }
    }

    /** Somebody else's domain by now stays as it is. */
    private void putBack(Params params, Stage stage) {
        try {
            if (params.saved() == null) {
                host(params, stage).undefine(params.vmId(), params.owner());
            } else {
                host(params, stage).restore(params.vmId(), params.saved(), params.owner());
            }
        } catch (KloigosException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
        }
    }

    private Hypervisor host(Params params, Stage stage) {
        return stage.at(params.hostId());
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        String what = params.kind() == DriftKind.MISSING_ON_HOST
                ? "was defined again on "
                : "was brought to what is wanted (" + String.join(", ", params.fields()) + ") on ";
        record(tx, task, params, "drift.mended", "VM " + params.name() + " " + what + params.hostId());
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
                "drift.mend_failed",
                "VM " + params.name() + " was not mended on " + params.hostId() + ": " + task.error());
    }

    private void record(Transaction tx, Task task, Params params, String type, String message) {
        events.record(tx, task.caller(), type, Vm.target(params.vmId()), message, task.taskId());
    }
}
