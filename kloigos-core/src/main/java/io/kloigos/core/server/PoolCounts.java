package io.kloigos.core.server;

/** The pool in figures, in servers. */
public record PoolCounts(long total, long free, long running, long stopped, long maintenance, long waiting) {}
