package io.kloigos.core.host;

/**
 * What a choice or a sum of many hosts needs of each; without what takes time to read.
 *
 * @param memoryMb MiB
 */
public record HostSummary(String hostId, HostMode mode, HostConnection connection, int cpuCores, long memoryMb) {
    public HostStatus status() {
        return HostStatus.of(mode, connection);
    }
}
