package io.kloigos.core.vm.placement;

import io.kloigos.core.Checks;

/**
 * How full hosts get when VMs are placed.
 *
 * @param cpuOvercommit how many of the guests' CPUs there may be for each of a host's, 0.1 to 64
 * @param memoryOvercommit how much memory guests may have for each byte of a host's, 0.1 to 16
 */
public record PlacementSettings(double cpuOvercommit, double memoryOvercommit) {
    public PlacementSettings {
        new Checks()
                .that(cpuOvercommit >= 0.1 && cpuOvercommit <= 64, "cpu_overcommit", "must be between 0.1 and 64")
                .that(
                        memoryOvercommit >= 0.1 && memoryOvercommit <= 16,
                        "memory_overcommit",
                        "must be between 0.1 and 16")
                .done();
    }

    /** Four guest CPUs for each of the host's, and no more memory than there is. */
    public static PlacementSettings defaults() {
        return new PlacementSettings(4, 1);
    }
}
