package io.kloigos.core.vm.migration;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.MigrationOrder;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.SavedDomain;
import io.kloigos.core.network.AddressMove;
import io.kloigos.core.network.Reservations;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.VmTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Moves a VM. Until it has arrived, which is decided by looking at both hosts, it can be called off, and nothing of it stays
 * on the other host; once it has, its record follows, whatever fails after that.
 */
final class MigrateVm extends VmTask<Move> {
    static final String TYPE = "vm.migrate";

    private static final Duration CALLING_OFF = Duration.ofMillis(200);
    private static final Duration CALLED_OFF = Duration.ofSeconds(30);

    private final Database database;
    private final HostService hosts;
    private final Companions companions;

    MigrateVm(Database database, HostService hosts, EventService events, Companions companions) {
        super(TYPE, Move.class, hosts, events);
        this.database = database;
        this.hosts = hosts;
        this.companions = companions;
    }

    /** What went before may have started it, or changed its disks. */
    @Override
    public Move inTurn(Move move) {
        return move.of(database.transact(tx -> VmRecords.get(tx, move.vmId())));
    }

    @Override
    protected void check(Move move, Stage stage) {
        hosts.get(move.targetHostId()).checkTakesNewWork();
        new Readiness(move, stage).check();
    }

    @Override
    public List<Step> steps(Move move, Stage stage) {
        List<Step> steps = new ArrayList<>(companions.stepsOn(stage, move.vmId(), move.targetHostId()));
        move.addresses().forEach(address -> steps.add(keeping(move, stage, address)));
        if (move.copied()) {
            steps.add(copying(move, stage, "copy-media", () -> new Volumes(move, stage).copyMedia()));
        }
        steps.addAll(move.live() ? live(move, stage) : cold(move, stage));
        if (move.autostart()) {
            steps.add(Step.oneWay("autostart", () -> move.target(stage).setAutostart(move.vmId(), true)));
        }
        steps.add(Step.oneWay("record", () -> stage.record(() -> record(move))));
        if (move.copied()) {
            steps.add(Step.oneWay("delete-originals", () -> new Volumes(move, stage).removeOriginals()));
        }
        move.addresses().forEach(address -> steps.add(Reservations.releaseStep(stage, address.from())));
        steps.add(Step.oneWay("remove-guards", () -> removeGuards(move, stage)));
        steps.add(Step.oneWay("observe-target", () -> stage.observe(move.targetHostId())));
        steps.add(Step.oneWay("observe-source", () -> stage.observe(move.hostId())));
        return steps;
    }

    private static Step keeping(Move move, Stage stage, AddressMove address) {
        Step step = Reservations.step(stage, address.to());
        return Step.undoable(step.name(), step.run(), () -> unlessArrived(move, stage, step.undo()));
    }

    private void removeGuards(Move move, Stage stage) {
        VmSpec spec = specOf(move);
        if (spec != null) {
            spec.nics().forEach(nic -> move.source(stage).filters().removeGuard(move.vmId(), nic.mac()));
        }
    }

    private @Nullable VmSpec specOf(Move move) {
        return database.transact(tx -> VmRecords.get(tx, move.vmId()).spec());
    }

    private List<Step> live(Move move, Stage stage) {
        List<Step> steps = new ArrayList<>();
        if (move.copied()) {
            steps.add(copying(move, stage, "make-room", () -> new Volumes(move, stage).makeRoom()));
        }
        steps.add(Step.undoable("migrate", () -> migrate(move, stage), () -> settle(move, stage)));
        return steps;
    }

    private List<Step> cold(Move move, Stage stage) {
        List<Step> steps = new ArrayList<>();
        if (move.copied()) {
            steps.add(copying(move, stage, "copy-disks", () -> new Volumes(move, stage).copyDisks()));
        }
        steps.add(Step.undoable(
                "define",
                () -> define(move, stage),
                () -> unlessArrived(move, stage, () -> move.target(stage).undefine(move.vmId(), move.owner()))));
        steps.add(Step.undoable("undefine", () -> undefine(move, stage), () -> settle(move, stage)));
        return steps;
    }

    private static Step copying(Move move, Stage stage, String name, Runnable copy) {
        return Step.undoable(
                name, copy, () -> unlessArrived(move, stage, () -> new Volumes(move, stage).removeCopies()));
    }

    private static void unlessArrived(Move move, Stage stage, Runnable undo) {
        if (!move.hasArrived(stage)) {
            undo.run();
        }
    }

    private void migrate(Move move, Stage stage) {
        callOff(move, stage);
        if (move.hasArrived(stage)) {
            return;
        }
        MigrationOrder order = new MigrationOrder(
                move.vmId(), move.owner(), hosts.get(move.targetHostId()).endpoint(), new Volumes(move, stage).disks());
        move.source(stage).migrations().migrate(order, stage::progress);
    }

    /** A move that an earlier attempt left under way is called off, and is over once the other host has nothing of it. */
    private static void callOff(Move move, Stage stage) {
        Hypervisor target = move.target(stage);
        if (target.state(move.vmId()).isEmpty() || move.hasArrived(stage)) {
            return;
        }
        move.source(stage).migrations().abort(move.vmId());
        long deadline = System.nanoTime() + CALLED_OFF.toNanos();
        while (target.state(move.vmId()).isPresent()
                && move.source(stage).state(move.vmId()).isPresent()) {
            if (System.nanoTime() > deadline) {
                throw KloigosException.conflict("VM " + move.name() + " is on " + move.hostId() + " and on "
                        + move.targetHostId() + ": an earlier move has not ended. Look at both, then try again.");
            }
            LockSupport.parkNanos(CALLING_OFF.toNanos());
        }
    }

    private static void define(Move move, Stage stage) {
        SavedDomain saved = move.source(stage)
                .save(move.vmId())
                .orElseThrow(() -> KloigosException.notFound("domain on " + move.hostId() + ",", move.vmId()));
        move.target(stage).restore(move.vmId(), saved, move.owner());
    }

    private static void undefine(Move move, Stage stage) {
        if (move.target(stage).state(move.vmId()).orElse(PowerState.RUNNING) != PowerState.STOPPED) {
            throw KloigosException.conflict(
                    "VM " + move.name() + " is not as it should be on " + move.targetHostId() + ": it stays.");
        }
        move.source(stage).undefine(move.vmId(), move.owner());
    }

    /** A move that is under way is called off; once the VM has arrived, its record says so, though the task has failed. */
    private void settle(Move move, Stage stage) {
        if (move.live()) {
            callOff(move, stage);
        }
        if (move.hasArrived(stage)) {
            stage.record(() -> record(move));
        }
    }

    private void record(Move move) {
        database.run(tx -> {
            Vm vm = VmRecords.lock(tx, move.vmId());
            VmRecords.move(tx, vm, move.targetHostId());
        });
    }

    @Override
    public void succeeded(Transaction tx, Task task, Move move) {
        move.addresses().forEach(address -> Reservations.forget(tx, address.from()));
        super.succeeded(tx, task, move);
    }

    @Override
    public void again(Transaction tx, Move move) {
        move.addresses().forEach(address -> Reservations.remember(tx, address.to()));
    }

    /** It may have arrived for all that. */
    @Override
    public void failed(Transaction tx, Task task, Move move) {
        boolean there = VmRecords.get(tx, move.vmId()).hostId().equals(move.targetHostId());
        move.addresses().forEach(address -> Reservations.forget(tx, there ? address.from() : address.to()));
        super.failed(tx, task, move);
    }

    @Override
    protected String done(Move move) {
        return "moved from " + move.hostId() + " to " + move.targetHostId();
    }
}
