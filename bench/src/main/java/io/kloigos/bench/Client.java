package io.kloigos.bench;

/** One client of the pool with a connection of its own; used by one thread. */
interface Client extends AutoCloseable {
    /** Claims a server and returns its hostname. */
    String claim() throws Exception;

    void release(String hostname) throws Exception;

    @Override
    void close() throws Exception;

    /** Connects a client. */
    interface Door {
        Client open() throws Exception;
    }
}
