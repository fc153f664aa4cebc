package io.kloigos.bench;

import java.io.IOException;

/** Claims and releases over HTTP. */
final class HttpPool implements Client {
    private static final String HOSTNAME = "\"hostname\":\"";

    private final HttpConnection connection;
    private final byte[] claim;

    HttpPool(String host, int port) throws IOException {
        connection = new HttpConnection(host, port);
        claim = connection.post("/provision", "{\"name\":\"bench\"}");
    }

    @Override
    public String claim() throws IOException {
        String server = connection.call(claim);
        int start = server.indexOf(HOSTNAME) + HOSTNAME.length();
        return server.substring(start, server.indexOf('"', start));
    }

    @Override
    public void release(String hostname) throws IOException {
        connection.call(connection.post("/deprovision", "{\"hostname\":\"" + hostname + "\"}"));
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
