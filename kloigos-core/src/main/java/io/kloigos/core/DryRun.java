package io.kloigos.core;

import io.kloigos.core.task.TaskRequest;
import org.jspecify.annotations.Nullable;

/**
 * Ends the transaction of a change that was only to be planned, so that nothing of it stays.
 *
 * @see io.kloigos.core.task.Planner
 */
public final class DryRun extends RuntimeException {
    private final transient @Nullable TaskRequest request;

    /** @param request the task that the change would have made; null for none */
    public DryRun(@Nullable TaskRequest request) {
        super("a dry run", null, false, false);
        this.request = request;
    }

    /** The task that the change would have made; null for none. */
    public @Nullable TaskRequest request() {
        return request;
    }
}
