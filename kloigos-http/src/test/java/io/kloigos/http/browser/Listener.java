package io.kloigos.http.browser;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody to whom a webhook is sent. */
final class Listener implements AutoCloseable {
    private static final int NO_CONTENT = 204;

    private final AtomicInteger heard = new AtomicInteger();
    private final HttpServer server;

    Listener() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            heard.incrementAndGet();
            exchange.sendResponseHeaders(NO_CONTENT, -1);
            exchange.close();
        });
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    void awaitCount(int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> heard.get() >= count);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
