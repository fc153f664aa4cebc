package io.kloigos.core.observation;

import io.kloigos.core.hypervisor.HostView;

/**
 * One complete look and what it took.
 *
 * @param latencyUs how long one question took, in microseconds
 */
record Sweep(HostView view, long tookMs, long latencyUs) {}
