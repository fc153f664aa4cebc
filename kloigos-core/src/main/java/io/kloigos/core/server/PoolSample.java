package io.kloigos.core.server;

import java.time.Instant;

/** How many servers of the pool were in which state at some time. */
public record PoolSample(Instant takenAt, long free, long running, long stopped, long maintenance) {}
