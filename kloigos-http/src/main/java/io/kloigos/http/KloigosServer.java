package io.kloigos.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.http.connection.ApplicationHandler;
import io.kloigos.http.connection.ForwardedHeaders;
import io.kloigos.http.connection.OfferedUpgrades;
import io.kloigos.http.connection.RequestsInFlight;
import io.kloigos.http.problem.ProblemErrorPage;
import io.kloigos.http.security.HostNames;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.function.Consumer;
import org.glassfish.grizzly.http.CompressionConfig;
import org.glassfish.grizzly.http.server.HttpHandlerRegistration;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.ServerConfiguration;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import org.glassfish.jersey.server.ResourceConfig;

/** The HTTP server: Grizzly, with one JAX-RS application mounted at the root and under the base path. */
public final class KloigosServer implements AutoCloseable {
    /** Requests wait for the database, not for the processor: more of them than cores make sense. */
    private static final int WORKERS = 32;

    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int IDLE_SECONDS = 75;

    private final HttpServerConfig config;
    private final HttpServer server;
    /** Known still when it has stopped, and its listener with it. */
    private final int port;

    private final RequestsInFlight requests;

    private KloigosServer(HttpServerConfig config, HttpServer server, RequestsInFlight requests) {
        this.port = server.getListener("http").getPort();
        this.config = config;
        this.server = server;
        this.requests = requests;
    }

    /** Starts listening. Returns when connections are accepted. */
    public static KloigosServer start(HttpServerConfig config, ResourceConfig application, ObjectMapper mapper)
            throws IOException {
        return start(config, application, mapper, listener -> {});
    }

    /** The same, listening for more than HTTP. */
    public static KloigosServer start(
            HttpServerConfig config, ResourceConfig application, ObjectMapper mapper, Consumer<NetworkListener> further)
            throws IOException {
        HttpServer server = new HttpServer();
        NetworkListener listener = listener("http", config, config.port());
        further.accept(listener);
        server.addListener(listener);
        RequestsInFlight requests = new RequestsInFlight();
        configure(server.getServerConfiguration(), mapper, requests);
        server.getServerConfiguration().addHttpHandler(new ApplicationHandler(application), mounts(config));
        try {
            server.start();
        } catch (BindException e) {
            throw new KloigosException(
                    ErrorCode.UNAVAILABLE,
                    "Port " + config.port() + " on " + config.bind() + " cannot be listened on (" + e.getMessage()
                            + "). Stop what uses it, choose another one with --port, or an address of this machine with --bind.",
                    e);
        }
        return new KloigosServer(config, server, requests);
    }

    /** Answers on another port of the same address too. {@code UNAVAILABLE} when something else listens there. */
    public void listenAlso(int port) throws IOException {
        NetworkListener more = listener("http-" + port, config, port);
        try {
            server.addListener(more);
            if (!more.isStarted()) {
                more.start();
            }
        } catch (BindException e) {
            server.removeListener(more.getName());
            throw new KloigosException(
                    ErrorCode.UNAVAILABLE,
                    "Port " + port + " on " + config.bind() + " cannot be listened on (" + e.getMessage() + ").",
                    e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** Where a browser on this machine finds it. */
    public URI uri() {
        String host = config.bind().contains(":") ? "[" + config.bind() + "]" : config.bind();
        return URI.create("http://" + host + ":" + port() + config.basePath() + "/");
    }

    /** Takes no new connections, lets the requests in flight end within the drain time, then stops. */
    @Override
    public void close() {
        server.getListeners().forEach(listener -> listener.getTransport().unbindAll());
        try {
            requests.drain(config.drain());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.shutdownNow();
    }

    private static NetworkListener listener(String name, HttpServerConfig config, int port) {
        NetworkListener listener = new NetworkListener(name, config.bind(), port);
        listener.getTransport()
                .setWorkerThreadPoolConfig(ThreadPoolConfig.defaultConfig()
                        .setPoolName("http")
                        .setCorePoolSize(WORKERS)
                        .setMaxPoolSize(WORKERS));
        listener.getTransport().setSelectorRunnersCount(2);
        listener.getTransport().setTcpNoDelay(true);
        listener.getKeepAlive().setMaxRequestsCount(-1);
        listener.getKeepAlive().setIdleTimeoutInSeconds(IDLE_SECONDS);
        listener.setMaxHttpHeaderSize(MAX_HEADER_BYTES);
        listener.getFileCache().setEnabled(false);
        listener.getCompressionConfig().setCompressionMode(CompressionConfig.CompressionMode.ON);
        listener.getCompressionConfig().setCompressibleMimeTypes("text/html");
        listener.registerAddOn(new ForwardedHeaders(config.proxies()));
        listener.registerAddOn(new OfferedUpgrades(HostNames.of(config)::contains));
        return listener;
    }

    private static void configure(ServerConfiguration server, ObjectMapper mapper, RequestsInFlight requests) {
        server.getMonitoringConfig().getWebServerConfig().addProbes(requests);
        server.setDefaultErrorPageGenerator(new ProblemErrorPage(mapper));
        server.setHttpServerName("kloigos");
        // JAX-RS answers these itself, with 405 and our problem document
        server.setPassTraceRequest(true);
        server.setAllowPayloadForUndefinedHttpMethods(true);
    }

    private static HttpHandlerRegistration[] mounts(HttpServerConfig config) {
        HttpHandlerRegistration root = HttpHandlerRegistration.fromString("/*");
        return config.basePath().isEmpty()
                ? new HttpHandlerRegistration[] {root}
                : new HttpHandlerRegistration[] {HttpHandlerRegistration.fromString(config.basePath() + "/*"), root};
    }
}
