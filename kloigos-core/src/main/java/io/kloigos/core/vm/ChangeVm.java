package io.kloigos.core.vm;

import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.task.Proposal;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A task that changes what a VM is: on its host first, then in our records, then in the mark that the domain bears. */
public abstract class ChangeVm<P extends ChangeVm.Params> extends VmTask<P> {
    /** What each of them knows. */
    public interface Params extends VmTask.Params, Proposal.Source {
        VmChange change();

        @Override
        default UUID vmId() {
            return change().vmId();
        }

        @Override
        default String hostId() {
            return change().hostId();
        }

        @Override
        default String name() {
            return change().before().name();
        }

        default String owner() {
            return change().owner();
        }

        @Override
        default Proposal proposal() {
            return change().proposal();
        }
    }

    private final Database database;

    protected ChangeVm(String type, Class<P> paramsType, Database database, HostService hosts, EventService events) {
        super(type, paramsType, hosts, events);
        this.database = database;
    }

    @Override
    public final P inTurn(P params) {
        Vm now = database.transact(tx -> VmRecords.get(tx, params.vmId()));
        VmChange change = params.change().onto(now);
        return change == params.change() ? params : with(params, change);
    }

    /** The same task for another change of the VM, which leaves the same things as they are. */
    protected abstract P with(P params, VmChange change);

    @Override
    protected final void check(P params, Stage stage) {
        database.run(tx -> params.change().check(VmRecords.get(tx, params.vmId())));
        checkHost(params, stage);
    }

    @Override
    protected final Map<String, ?> difference(P params) {
        return params.change().difference();
    }

    /** Throws when the host does not let it be done; changes nothing. */
    protected void checkHost(P params, Stage stage) {}

    /** What is done on the host. */
    protected abstract List<Step> work(P params, Stage stage);

    /** What is done on the host once the change is recorded. */
    protected List<Step> cleanUp(P params, Stage stage) {
        return List.of();
    }

    /** Has what has changed seen: the domain, where no more has. */
    protected void observe(P params, Stage stage) {
        stage.observe(params.hostId(), params.vmId());
    }

    @Override
    public final List<Step> steps(P params, Stage stage) {
        VmChange change = params.change();
        List<Step> steps = new ArrayList<>(work(params, stage));
        if (!steps.isEmpty()) {
            // the last that is taken back
            steps.set(0, steps.get(0).thenUndo(() -> observe(params, stage)));
        }
        steps.add(Step.undoable("record", () -> stage.record(() -> database.run(change::take)), () -> {
            stage.record(() -> database.run(change::takeBack));
            host(params, stage).mark(change.vmId(), change.stampBack());
        }));
        steps.add(Step.oneWay("mark", () -> host(params, stage).mark(change.vmId(), change.stamp())));
        steps.addAll(cleanUp(params, stage));
        steps.add(Step.oneWay("observe", () -> observe(params, stage)));
        return steps;
    }
}
