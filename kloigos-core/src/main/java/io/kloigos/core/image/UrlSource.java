package io.kloigos.core.image;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.PrivateAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Fetches over http and https, following a few redirects. Unless it is allowed, no address that only this network can
 * reach is asked: what stands behind it may trust this machine. Each hop is resolved and checked just before it is asked,
 * and the resolver of the JVM keeps its answer for longer than that.
 */
final class UrlSource {
    private static final int MOST_REDIRECTS = 5;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final boolean privateAddresses;

    UrlSource(boolean privateAddresses) {
        this.privateAddresses = privateAddresses;
    }

    /** {@code INVALID} when that is no URL to fetch from. */
    ImageSource at(String url) {
        URI uri = check("source_url", url);
        return new ImageSource() {
            @Override
            public Opened open(long from, @Nullable String validator) throws IOException {
                return UrlSource.this.open(uri, from, validator);
            }

            @Override
            public KloigosException failed(String what) {
                return UrlSource.failed(uri, what);
            }
        };
    }

    /** {@code INVALID} unless it is an http or https URL of a host, without a password in it. */
    static URI check(String field, String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (java.net.URISyntaxException e) {
            throw KloigosException.invalid(field, "is no URL: " + e.getReason());
        }
        throw KloigosException.invalid(field, "must be an http or https URL of a host, without a user name in it");
    }

    private ImageSource.Opened open(URI uri, long from, @Nullable String validator) throws IOException {
        URI at = uri;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            InetAddress address = checkedAddress(at);
            HttpResponse<InputStream> response = ask(at, from, validator);
            int status = response.statusCode();
            if (status == 200 || status == 206) {
                return opened(address, response);
            }
            response.body().close();
            if (status < 300
                    || status > 399
                    || response.headers().firstValue("Location").isEmpty()) {
                throw failed(at, "answered " + status);
            }
            at = redirect(at, response.headers().firstValue("Location").get());
        }
        throw failed(uri, "redirects more than " + MOST_REDIRECTS + " times");
    }

    private static URI redirect(URI from, String location) {
        try {
            URI to = check("source_url", from.resolve(location).toString());
            if (from.getScheme().equalsIgnoreCase("https") && !to.getScheme().equalsIgnoreCase("https")) {
                throw failed(from, "redirects from https to http");
            }
            return to;
        } catch (IllegalArgumentException e) {
            throw failed(from, "redirects to what is no URL");
        }
    }

    private HttpResponse<InputStream> ask(URI uri, long from, @Nullable String validator) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(ANSWER).header("Accept-Encoding", "identity");
        if (from > 0 && validator != null) {
            request.header("Range", "bytes=" + from + "-").header("If-Range", validator);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(uri, "was not waited for: interrupted");
        }
    }

    /** The address that is asked. */
    private InetAddress checkedAddress(URI uri) {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(uri.getHost());
            for (InetAddress address : addresses) {
                if (!privateAddresses && PrivateAddress.is(address)) {
                    throw KloigosException.invalid(
                            "source_url",
                            uri.getHost() + " is " + address.getHostAddress() + ", an address that only this network"
                                    + " can reach; start the server with --allow-private-image-sources"
                                    + " (KLOIGOS_IMAGE_PRIVATE_ADDRESSES=true) to allow that");
                }
            }
            return addresses[0];
        } catch (UnknownHostException e) {
            throw KloigosException.invalid("source_url", "names a host that cannot be found: " + uri.getHost());
        }
    }

    private static ImageSource.Opened opened(InetAddress address, HttpResponse<InputStream> response) {
        ImageSource.Place place = new ImageSource.Place(response.uri(), address);
        String validator = response.headers()
                .firstValue("ETag")
                .filter(tag -> !tag.startsWith("W/"))
                .or(() -> response.headers().firstValue("Last-Modified"))
                .orElse(null);
        OptionalLong length = response.headers().firstValueAsLong("Content-Length");
        if (response.statusCode() == 200) {
            Long total = length.isPresent() ? length.getAsLong() : null;
            return new ImageSource.Opened(place, response.body(), 0, total, validator);
        }
        // bytes 100-199/200
        String range = response.headers().firstValue("Content-Range").orElse("");
        java.util.regex.Matcher parts = java.util.regex.Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18})")
                .matcher(range);
        if (!parts.matches()) {
            throw failed(response.uri(), "sent a part and does not say which");
        }
        long from = Long.parseLong(parts.group(1));
        long total = Long.parseLong(parts.group(2));
        return new ImageSource.Opened(place, response.body(), from, total, validator);
    }

    private static KloigosException failed(URI uri, String what) {
        return new KloigosException(ErrorCode.CONFLICT, uri + " " + what + ": the image cannot be fetched.");
    }
}
