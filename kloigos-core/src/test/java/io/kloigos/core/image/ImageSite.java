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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A web site on loopback that serves images, and breaks off, redirects and lies on demand. */
public final class ImageSite implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final Map<String, Integer> cuts = new ConcurrentHashMap<>();
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private volatile boolean answersRanges = true;

    public ImageSite() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
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
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    public void redirect(String name, String to) {
        redirects.put("/" + name, to);
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
        return List.copyOf(ranges);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] content = files.get(path);
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
        exchange.getResponseHeaders().set("ETag", "\"" + Arrays.hashCode(content) + "\"");
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = 0;
        if (range != null) {
            ranges.add(range);
        }
        if (range != null && answersRanges) {
            from = Integer.parseInt(range.replaceAll("\\D", ""));
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        boolean cut = cuts.merge(path, -1, Integer::sum) >= 0;
        OutputStream out = exchange.getResponseBody();
        out.write(content, from, (content.length - from) / (cut ? 2 : 1));
        // closing the exchange before all was written breaks the connection
        out.flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
