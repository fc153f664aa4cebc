package io.kloigos.core.server;

/** What an import did to the pool, in servers. */
public record ImportCounts(int added, int changed, int unchanged) {}
