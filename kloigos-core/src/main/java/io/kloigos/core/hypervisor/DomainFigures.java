package io.kloigos.core.hypervisor;

import java.util.UUID;

/**
 * What one running domain uses: counters since it started, and what it has now. What libvirt does not tell is 0.
 *
 * @param memoryBytes what the guest is given
 * @param memoryResidentBytes what its process takes on the host
 */
public record DomainFigures(
        UUID vmId,
        String name,
        PowerState state,
        int vcpus,
        long cpuNanos,
        long memoryBytes,
        long memoryResidentBytes,
        long diskReadBytes,
        long diskWrittenBytes,
        long diskReads,
        long diskWrites,
        long networkReceivedBytes,
        long networkSentBytes) {}
