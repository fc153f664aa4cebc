package io.kloigos.core.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task to be done.
 *
 * @param hostId the host that it works on, which bounds how many run there at once; null for none
 * @param params the handler's parameters
 * @param locks what no other task may work on meanwhile
 * @param detail a sentence that says what it does
 */
public record TaskRequest(
        String type, String target, @Nullable String hostId, Object params, List<String> locks, String detail) {
    public TaskRequest {
        locks = List.copyOf(locks);
    }
}
