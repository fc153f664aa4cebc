package io.kloigos.core.vm;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a VM, wherever it runs.
 *
 * @param memoryMb in MiB
 * @param spec null for a VM from before it was kept
 */
public record WantedVm(
        String name,
        int cpuCores,
        long memoryMb,
        @Nullable String image,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable String projectId,
        @Nullable VmSpec spec) {
    public WantedVm {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
