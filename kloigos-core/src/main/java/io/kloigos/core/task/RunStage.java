package io.kloigos.core.task;

import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.RanCommand;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** The stage of one run of a task: what its steps tell of their progress is recorded, once a second at most. */
final class RunStage implements Stage {
    private static final long BETWEEN_NOTES = TimeUnit.SECONDS.toNanos(1);

    private final Stage stage;
    private final IntConsumer record;
    private final BiConsumer<String, RanCommand> commands;
    private final Runnable beforeWaiting;
    private long notedAt = System.nanoTime() - BETWEEN_NOTES;

    /**
     * @param record takes the percentage of the step that runs
     * @param commands takes the host and what was run there
     * @param beforeWaiting is run before something is waited for
     */
    RunStage(Stage stage, IntConsumer record, BiConsumer<String, RanCommand> commands, Runnable beforeWaiting) {
        this.stage = stage;
        this.record = record;
        this.commands = commands;
        this.beforeWaiting = beforeWaiting;
    }

    @Override
    public synchronized void progress(int percent) {
        long now = System.nanoTime();
        if (now - notedAt >= BETWEEN_NOTES) {
            notedAt = now;
            record.accept(Math.max(0, Math.min(100, percent)));
        }
    }

    @Override
    public boolean isRehearsal() {
        return stage.isRehearsal();
    }

    @Override
    public Hypervisor at(String hostId) {
        return stage.at(hostId, command -> commands.accept(hostId, command));
    }

    @Override
    public void observe(String hostId, UUID vmId) {
        beforeWaiting.run();
        stage.observe(hostId, vmId);
    }

    @Override
    public void observe(String hostId, UUID vmId, PowerState expected) {
        beforeWaiting.run();
        stage.observe(hostId, vmId, expected);
    }

    @Override
    public void observe(String hostId) {
        beforeWaiting.run();
        stage.observe(hostId);
    }

    @Override
    public boolean awaitState(String hostId, UUID vmId, PowerState state, Duration deadline, BooleanSupplier givenUp) {
        beforeWaiting.run();
        return stage.awaitState(hostId, vmId, state, deadline, givenUp);
    }

    @Override
    public boolean awaitAddress(String hostId, UUID vmId, Duration deadline) {
        beforeWaiting.run();
        return stage.awaitAddress(hostId, vmId, deadline);
    }

    @Override
    public void record(Runnable work) {
        stage.record(work);
    }
}
