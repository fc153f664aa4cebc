package io.kloigos.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.http.console.ConsoleSockets;
import io.kloigos.http.event.EventStreams;
import io.kloigos.http.health.Readiness;
import io.kloigos.http.image.ImageFolder;
import io.kloigos.http.json.WireJson;
import io.kloigos.http.metrics.HostMetrics;
import io.kloigos.http.metrics.Metrics;
import io.kloigos.http.security.Credentials;
import io.kloigos.http.task.BlockingCalls;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.glassfish.jersey.server.ResourceConfig;

/** A whole Kloigos: the engine and the HTTP server in front of it. */
public final class KloigosServices implements AutoCloseable {
    /** The name of the user that the first start makes. */
    public static final String FIRST_USER = "admin";

    private final Kloigos engine;
    private final KloigosServer server;
    private final BlockingCalls calls;
    private final EventStreams streams;
    private final ConsoleSockets sockets;
    private final Optional<String> firstPassword;

    private KloigosServices(
            Kloigos engine,
            KloigosServer server,
            BlockingCalls calls,
            EventStreams streams,
            ConsoleSockets sockets,
            Optional<String> firstPassword) {
        this.sockets = sockets;
        this.engine = engine;
        this.firstPassword = firstPassword;
        this.streams = streams;
        this.server = server;
        this.calls = calls;
    }

    /** Starts both; blocks until requests are answered. */
    public static KloigosServices start(
            HttpServerConfig http, KloigosConfig config, Hypervisors hypervisors, ImageFolder images)
            throws IOException {
        Kloigos engine = Kloigos.open(config, hypervisors);
        BlockingCalls calls = new BlockingCalls();
        EventStreams streams = new EventStreams(engine.events());
        Credentials credentials = new Credentials(engine.users(), engine.tokens(), engine.logins(), http);
        ConsoleSockets sockets = new ConsoleSockets(engine.consoles(), credentials);
        try {
            KloigosServer server = serve(http, engine, images, calls, streams, sockets);
            return new KloigosServices(engine, server, calls, streams, sockets, firstPassword(http, engine, server));
        } catch (IOException | RuntimeException e) {
            sockets.close();
            streams.close();
            calls.close();
            engine.close();
            throw e;
        }
    }

    public Kloigos engine() {
        return engine;
    }

    /** The password of the user {@value #FIRST_USER} that this start made, good for one login; empty when it made none. */
    public Optional<String> firstPassword() {
        return firstPassword;
    }

    /**
     * Nobody is let in unknown where others than this machine can call, by a proxy too, or where people log in with a
     * provider. Made last, so that a start that fails has not made a password that nobody saw.
     */
    private static Optional<String> firstPassword(HttpServerConfig http, Kloigos engine, KloigosServer server) {
        if (http.isOpenAtFirst()) {
            return Optional.empty();
        }
        try {
            return engine.users().makeFirst(Caller.of("kloigos"), FIRST_USER);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Where a browser on this machine finds it. */
    public URI uri() {
        return server.uri();
    }

    /** Answers on another port of the same address too. {@code UNAVAILABLE} when something else listens there. */
    public void listenAlso(int port) throws IOException {
        server.listenAlso(port);
    }

    /** Lets requests end, then the engine's work, then its database. */
    @Override
    public void close() {
        sockets.close();
        streams.close();
        server.close();
        calls.close();
        engine.close();
    }

    private static KloigosServer serve(
            HttpServerConfig http,
            Kloigos engine,
            ImageFolder images,
            BlockingCalls calls,
            EventStreams streams,
            ConsoleSockets sockets)
            throws IOException {
        ObjectMapper mapper = WireJson.mapper();
        PrometheusMeterRegistry metrics = Metrics.registry();
        metrics.getPrometheusRegistry().register(new HostMetrics(engine.watch()));
        Readiness readiness = new Readiness(List.of(new Readiness.Part(
                "database",
                () -> engine.isDatabaseAlive() ? Optional.empty() : Optional.of("The database does not answer."))));
        ResourceConfig application = KloigosApplication.create(http, mapper, metrics, readiness);
        KloigosApplication.engineResources().forEach(application::register);
        application.register(new EngineBinder(engine, images, calls, streams));
        return KloigosServer.start(
                http,
                application,
                mapper,
                listener -> sockets.serve(listener, new HashSet<>(List.of("", http.basePath()))));
    }
}
