package io.kloigos.core.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A web site that serves images, and breaks off, stalls, redirects and lies on demand. */
public final class ImageSite implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final Map<String, Integer> cuts = new ConcurrentHashMap<>();
    private final Map<String, byte[]> laterFiles = new ConcurrentHashMap<>();
    private final Map<String, Integer> stalls = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean answersRanges = true;
    private volatile boolean heedsIfRange = true;

    /** @param range null where all was asked for */
    private record Asked(String from, String path, @Nullable String range) {}

    /** On loopback. */
    public ImageSite() throws IOException {
        this(InetAddress.getLoopbackAddress());
    }

    public ImageSite(InetAddress address) throws IOException {
        server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "image-site");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    /** Serves a file, and answers its URL. */
    public String serve(String name, byte[] content) {
        files.put("/" + name, content);
        return url(name);
    }

    public String url(String name) {
        InetSocketAddress at = server.getAddress();
        return "http://" + at.getAddress().getHostAddress() + ":" + at.getPort() + "/" + name;
    }

    public void redirect(String name, String to) {
        redirects.put("/" + name, to);
    }

    /** Serves another file from the second answer on. */
    public void serveLater(String name, byte[] content) {
        laterFiles.put("/" + name, content);
    }

    /** Falls silent in the middle of the next so many answers to ranges. */
    public void stall(String name, int times) {
        stalls.put("/" + name, times);
    }

    /** Whether a range is answered by all of what has changed since. */
    public void heedsIfRange(boolean does) {
        heedsIfRange = does;
    }

    /** Breaks off in the middle of the next so many answers. */
    public void cut(String name, int times) {
        cuts.put("/" + name, times);
    }

    /** Whether a range may be asked for; without it all is sent again. */
    public void answersRanges(boolean does) {
        answersRanges = does;
    }

    /** The ranges that were asked for. */
    public List<String> ranges() {
        return asked.stream().map(Asked::range).filter(Objects::nonNull).toList();
    }

    /** The addresses that have asked for ranges, in their order. */
    public List<String> rangesFrom() {
        return asked.stream()
                .filter(each -> each.range() != null)
                .map(Asked::from)
                .toList();
    }

    /** The paths that were asked for, as they were sent. */
    public List<String> paths() {
        return asked.stream().map(Asked::path).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(new Asked(
                exchange.getRemoteAddress().getAddress().getHostAddress(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Range")));
        byte[] content = files.get(path);
        if (laterFiles.containsKey(path)) {
            files.put(path, laterFiles.remove(path));
        }
        if (redirects.containsKey(path)) {
            exchange.getResponseHeaders().set("Location", redirects.get(path));
            exchange.sendResponseHeaders(302, -1);
        } else if (content == null) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            send(exchange, path, content);
        }
        exchange.close();
    }

    private void send(HttpExchange exchange, String path, byte[] content) throws IOException {
        String tag = "\"" + Arrays.hashCode(content) + "\"";
        exchange.getResponseHeaders().set("ETag", tag);
        String range = exchange.getRequestHeaders().getFirst("Range");
        boolean same = !heedsIfRange || tag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
        int from = 0;
        if (range != null && answersRanges && same) {
            from = Integer.parseInt(range.replaceAll("\\D", ""));
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        boolean stalled = from > 0 && stalls.merge(path, -1, Integer::sum) >= 0;
        boolean cut = stalled || cuts.merge(path, -1, Integer::sum) >= 0;
        OutputStream out = exchange.getResponseBody();
        out.write(content, from, (content.length - from) / (cut ? 2 : 1));
        // closing the exchange before all was written breaks the connection
        out.flush();
        if (stalled) {
            awaitClosing();
        }
    }

    private void awaitClosing() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
