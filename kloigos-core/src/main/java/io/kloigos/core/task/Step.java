package io.kloigos.core.task;

/**
 * One step of a task, declared beside its undo.
 *
 * <p>Both may be run again after a crash, by another process: they look at the host, do what is missing and return
 * quietly when nothing is. Neither runs in a transaction.
 *
 * @param once whether it must not be run again: after a crash nobody knows whether it was done, and the task fails
 */
public record Step(String name, Runnable run, Runnable undo, boolean once) {
    private static final Runnable NOTHING = () -> {};

    /** A step that can be taken back. */
    public static Step undoable(String name, Runnable run, Runnable undo) {
        return new Step(name, run, undo, false);
    }

    /** A step that changes nothing worth taking back, or that cannot be: what follows it is tried again instead. */
    public static Step oneWay(String name, Runnable run) {
        return new Step(name, run, NOTHING, false);
    }

    /** A one-way step whose doing cannot be seen afterwards, and that does harm when it is done twice. */
    public static Step once(String name, Runnable run) {
        return new Step(name, run, NOTHING, true);
    }

    /** The same, with that done each time after it was taken back; itself when it has no way back. */
    public Step thenUndo(Runnable afterwards) {
        if (isOneWay()) {
            return this;
        }
        return undoable(name, run, () -> {
            undo.run();
            afterwards.run();
        });
    }

    /** Whether what it did stays when the task is taken back. */
    boolean isOneWay() {
        return undo == NOTHING;
    }
}
