package io.kloigos.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A keep-alive HTTP/1.1 connection on a plain socket: it shares the processor with what it measures. */
final class HttpConnection implements AutoCloseable {
    private final String host;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private long firstByteAt;

    HttpConnection(String address, int port) throws IOException {
        host = " HTTP/1.1\r\nHost: " + address + ":" + port + "\r\n";
        socket = new Socket(address, port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        out = socket.getOutputStream();
    }

    /** A request that may be sent many times. */
    byte[] post(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        byte[] start = ("POST " + path + host + "Content-Type: application/json\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[start.length + body.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        return request;
    }

    byte[] get(String path) {
        return get(path, "*/*");
    }

    /** @param accept what kind of answer is wanted */
    byte[] get(String path, String accept) {
        return ("GET " + path + host + "Accept: " + accept + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The body of the answer, which must be a success. */
    String call(byte[] request) throws IOException {
        return new String(bytes(request), StandardCharsets.UTF_8);
    }

    byte[] bytes(byte[] request) throws IOException {
        out.write(request);
        String status = line();
        firstByteAt = System.nanoTime();
        int length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (header.regionMatches(true, 0, "transfer-encoding:", 0, 18)) {
                chunked = true;
            }
        }
        byte[] body = chunked ? chunks() : in.readNBytes(length);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException(status + ": " + new String(body, StandardCharsets.UTF_8));
        }
        return body;
    }

    /** When the last answer began, as {@link System#nanoTime} tells it. */
    long firstByteAt() {
        return firstByteAt;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); ; size = Integer.parseInt(line(), 16)) {
            body.write(in.readNBytes(size));
            line();
            if (size == 0) {
                return body.toByteArray();
            }
        }
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
