package io.kloigos.bench;

import io.kloigos.core.Caller;
import io.kloigos.core.server.Claim;
import io.kloigos.core.server.ServerService;

/** The library, as a tool that embeds it calls it: the service, MyBatis and its connection pool, without HTTP. */
record EnginePool(ServerService servers) implements Client {
    private static final Caller CALLER = Caller.of("bench");

    @Override
    public String claim() {
        return servers.claim(CALLER, Claim.of("bench")).join().get(0).hostname();
    }

    @Override
    public void release(String hostname) {
        servers.release(CALLER, hostname);
    }

    /** The engine is everyone's. */
    @Override
    public void close() {}
}
