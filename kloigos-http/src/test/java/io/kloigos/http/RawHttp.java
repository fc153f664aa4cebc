package io.kloigos.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Requests that a well-behaved client would not send. */
final class RawHttp {
    private RawHttp() {}

    static String get(int port, String path, String... headers) throws IOException {
        return send(
                port, "GET " + path + " HTTP/1.1\r\nConnection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
    }

    /** Sends these characters and reads until the server closes the connection. */
    static String send(int port, String request) throws IOException {
        return send(InetAddress.getLoopbackAddress(), port, request);
    }

    /** The same from that address of this machine. */
    static String send(InetAddress from, int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
