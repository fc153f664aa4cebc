package io.kloigos.core.vm;

import io.kloigos.core.Checks;
import io.kloigos.core.KloigosException;
import io.kloigos.core.Scope;
import io.kloigos.core.hypervisor.PowerState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which VMs to list, newest first; a null filter matches all.
 *
 * @param scope whose VMs
 * @param before only VMs made before the one of this number, to page on
 * @param limit how many at most, 1 to 1,000
 */
public record VmQuery(
        @Nullable String hostId,
        @Nullable String projectId,
        @Nullable String name,
        @Nullable PowerState powerState,
        Map<String, String> labels,
        Scope scope,
        @Nullable Long before,
        int limit) {
    /** The most that one answer holds. */
    public static final int MOST = 1000;

    public VmQuery {
        // the mapper puts label names into a JSON path
        new Checks().labels("label", labels).done();
        labels = Map.copyOf(labels);
        if (limit < 1 || limit > MOST) {
            throw KloigosException.invalid("limit", "must be between 1 and " + MOST);
        }
    }

    /** Everybody's. */
    public VmQuery(
            @Nullable String hostId,
            @Nullable String projectId,
            @Nullable String name,
            @Nullable PowerState powerState,
            Map<String, String> labels,
            @Nullable Long before,
            int limit) {
        this(hostId, projectId, name, powerState, labels, Scope.EVERYTHING, before, limit);
    }

    /** The same, as far as it is within that. */
    public VmQuery within(Scope other) {
        return new VmQuery(hostId, projectId, name, powerState, labels, other, before, limit);
    }

    /** The same, from there on. */
    VmQuery before(long seq) {
        return new VmQuery(hostId, projectId, name, powerState, labels, scope, seq, limit);
    }

    /** Whether few VMs are in the state that is asked for. */
    public boolean fewAreInThatState() {
        return powerState == PowerState.PAUSED
                || powerState == PowerState.CRASHED
                || powerState == PowerState.SUSPENDED;
    }

    /** The newest VMs of a host. */
    public static VmQuery onHost(String hostId) {
        return new VmQuery(hostId, null, null, null, Map.of(), null, MOST);
    }
}
