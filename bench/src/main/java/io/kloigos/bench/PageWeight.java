package io.kloigos.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * What a browser with nothing in its cache loads for a page, in bytes as they are sent: its HTML, what that names, and the
 * modules that scripts import, those that are loaded later included, whether the page needs them or not.
 */
final class PageWeight {
    private static final Pattern NAMED = Pattern.compile("(?:href|src)=\"(/assets/[^\"#]+)");
    private static final Pattern IMPORTED = Pattern.compile("(?:from|import)\\s*\\(?\\s*['\"](\\.{1,2}/[^'\"]+)['\"]");
    /** Loaded by pages of consoles alone. */
    private static final Pattern OF_CONSOLES = Pattern.compile(".*/(console|vnc|serial)\\.js");

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI home;
    private final Map<URI, HttpResponse<byte[]>> kept = new HashMap<>();

    PageWeight(URI home) {
        this.home = home;
    }

    /** Both in bytes as they are sent. */
    record Bytes(long html, long all) {}

    Bytes of(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> page = get(home.resolve(path));
        String html = text(page);
        boolean console = html.contains("data-console");
        Deque<URI> ahead = new ArrayDeque<>();
        NAMED.matcher(html).results().forEach(found -> ahead.add(home.resolve(found.group(1))));
        Set<URI> seen = new HashSet<>();
        long all = page.body().length;
        while (!ahead.isEmpty()) {
            URI next = ahead.poll();
            if (!seen.add(next)
                    || !console && OF_CONSOLES.matcher(next.getPath()).matches()) {
                continue;
            }
            HttpResponse<byte[]> asset = kept.containsKey(next) ? kept.get(next) : get(next);
            kept.put(next, asset);
            all += asset.body().length;
            if (next.getPath().endsWith("js")) {
                IMPORTED.matcher(text(asset)).results().forEach(found -> ahead.add(next.resolve(found.group(1))));
            }
        }
        return new Bytes(page.body().length, all);
    }

    private HttpResponse<byte[]> get(URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Accept", uri.getPath().startsWith("/assets/") ? "*/*" : "text/html")
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(uri + " answered " + answer.statusCode());
        }
        return answer;
    }

    private static String text(HttpResponse<byte[]> answer) throws IOException {
        boolean zipped =
                answer.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
        byte[] bytes =
                zipped ? new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes() : answer.body();
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
