package io.kloigos.core.task;

import org.jspecify.annotations.Nullable;

/**
 * A kind of task, and how it comes about.
 *
 * @param <S> what it is about
 * @param type of its tasks
 * @param failing the change on a host after which it is made to fail, so that it is undone; null where there is no way back
 */
record Row<S>(
        String type,
        Prepare<S> prepare,
        Ask<S> ask,
        Check<S> finished,
        @Nullable String failing) {
    /** Makes what the task needs. */
    interface Prepare<S> {
        S in(World world) throws Exception;
    }

    /** Asks for the task. */
    interface Ask<S> {
        Pending<?> of(World world, S scene) throws Exception;
    }

    /** Asserts that it has done what it was to do. */
    interface Check<S> {
        void of(World world, S scene) throws Exception;
    }

    @Override
    public String toString() {
        return type;
    }
}
