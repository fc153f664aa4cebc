package io.kloigos.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A keep-alive HTTP/1.1 connection on a plain socket: it shares the processor with what it measures. */
final class HttpPool implements Client {
    private static final String HOSTNAME = "\"hostname\":\"";

    private final String head;
    private final byte[] claim;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    HttpPool(String host, int port) throws IOException {
        head = " HTTP/1.1\r\nHost: " + host + ":" + port + "\r\nContent-Type: application/json\r\nContent-Length: ";
        claim = post("/provision", "{\"name\":\"bench\"}");
        socket = new Socket(host, port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 8192);
        out = socket.getOutputStream();
    }

    @Override
    public String claim() throws IOException {
        String server = call(claim);
        int start = server.indexOf(HOSTNAME) + HOSTNAME.length();
        return server.substring(start, server.indexOf('"', start));
    }

    @Override
    public void release(String hostname) throws IOException {
        call(post("/deprovision", "{\"hostname\":\"" + hostname + "\"}"));
    }

    /** Sends any body, for what is not measured. */
    String send(String path, String json) throws IOException {
        return call(post(path, json));
    }

    private byte[] post(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        byte[] start = ("POST " + path + head + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[start.length + body.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        return request;
    }

    private String call(byte[] request) throws IOException {
        out.write(request);
        String status = line();
        int length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (header.regionMatches(true, 0, "transfer-encoding:", 0, 18)) {
                chunked = true;
            }
        }
        String body = chunked ? chunks() : read(length);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException(status + ": " + body);
        }
        return body;
    }

    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        for (int size = Integer.parseInt(line(), 16); ; size = Integer.parseInt(line(), 16)) {
            body.append(read(size));
            line();
            if (size == 0) {
                return body.toString();
            }
        }
    }

    private String read(int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
