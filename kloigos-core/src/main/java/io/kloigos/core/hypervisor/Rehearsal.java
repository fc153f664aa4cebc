package io.kloigos.core.hypervisor;

import java.util.List;
import java.util.function.Supplier;

/**
 * A host on which nothing is changed. Not thread-safe.
 *
 * @param hypervisor its questions are answered by the host, together with what its own changes would have made of it; its
 *     changes are noted, not made
 * @param noted the commands that would have been run so far, in order
 */
public record Rehearsal(Hypervisor hypervisor, Supplier<List<PlannedCommand>> noted) {}
