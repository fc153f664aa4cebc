package io.kloigos.core.vm;

import io.kloigos.core.Checks;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.PowerState;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which VMs to list, newest first; a null filter matches all.
 *
 * @param before only VMs older than this one, to page on
 * @param limit 1 to 1,000
 */
public record VmQuery(
        @Nullable String hostId,
        @Nullable String projectId,
        @Nullable String name,
        @Nullable PowerState powerState,
        Map<String, String> labels,
        @Nullable UUID before,
        int limit) {
    public VmQuery {
        // the mapper puts label names into a JSON path
        new Checks().labels("label", labels).done();
        labels = Map.copyOf(labels);
        if (limit < 1 || limit > 1000) {
            throw KloigosException.invalid("limit", "must be between 1 and 1000");
        }
    }

    /** The newest VMs of a host. */
    public static VmQuery onHost(String hostId) {
        return new VmQuery(hostId, null, null, null, Map.of(), null, 1000);
    }
}
