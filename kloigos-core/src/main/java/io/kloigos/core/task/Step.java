package io.kloigos.core.task;

/**
 * One step of a task, declared beside its undo.
 *
 * <p>Both may be run again after a crash, by another process: they look at the host, do what is missing and return
 * quietly when nothing is. Neither runs in a transaction.
 *
 * @param mayStay whether what it did stays, and is told of, when a host refuses for long to take it back
 * @param once whether it must not be run again: after a crash nobody knows whether it was done, and the task fails
 */
public record Step(String name, Runnable run, Runnable undo, boolean mayStay, boolean once) {
    private static final Runnable NOTHING = () -> {};

    /** A step that can be taken back. */
    public static Step undoable(String name, Runnable run, Runnable undo) {
        return new Step(name, run, undo, false, false);
    }

    /** A step that changes nothing worth taking back, or that cannot be: what follows it is tried again instead. */
    public static Step oneWay(String name, Runnable run) {
        return new Step(name, run, NOTHING, false, false);
    }

    /** A one-way step whose doing cannot be seen afterwards, and that does harm when it is done twice. */
    public static Step once(String name, Runnable run) {
        return new Step(name, run, NOTHING, false, true);
    }

    /** The same, with that done each time after it was taken back; itself when it has no way back. */
    public Step thenUndo(Runnable afterwards) {
        if (isOneWay()) {
            return this;
        }
        return new Step(
                name,
                run,
                () -> {
                    undo.run();
                    afterwards.run();
                },
                mayStay,
                once);
    }

    /** The same, for what a guest has to agree to: it is not asked for ever to let go again. */
    public Step leftIfRefused() {
        return new Step(name, run, undo, true, once);
    }

    /** Whether what it did stays when the task is taken back. */
    boolean isOneWay() {
        return undo == NOTHING;
    }
}
