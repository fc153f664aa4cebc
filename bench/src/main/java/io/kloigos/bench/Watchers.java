package io.kloigos.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventFeed;
import io.kloigos.http.KloigosServices;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Those who wait for a change to be told or shown. */
final class Watchers {
    static final String BARE = "bare `virsh event` through one ssh";
    static final String FEED = "committed, and told by the Java API";
    static final String STREAM = "`GET /api/v1/events/stream`";
    static final String SHOWN = "`GET /api/v1/vms/{id}`, asked back to back";
    static final String POLLED = "`virsh list --all` in a warm shell, every second";

    private static final String DATA = "data: ";

    private Watchers() {}

    /** Sees changes, one after the other. */
    interface Watcher extends AutoCloseable {
        Sighting expect(Change change);
    }

    /** A thread of our own that may fail when it is over. */
    private interface Loop {
        void run() throws IOException;
    }

    private static void inBackground(Loop loop) {
        Thread thread = new Thread(() -> {
            try {
                loop.run();
            } catch (IOException | UncheckedIOException e) {
                // closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Whoever is told without asking. */
    static final class Pushed implements Watcher {
        private final ObjectMapper mapper = new ObjectMapper();
        private final List<Process> bare = new ArrayList<>();
        private final Runnable unsubscribe;
        private final BufferedReader stream;
        private final AtomicInteger listening = new AtomicInteger();
        private volatile @Nullable Sighting expected;

        Pushed(KloigosServices services, List<Lab> hosts) throws IOException, InterruptedException {
            for (Lab host : hosts) {
                Process events = new ProcessBuilder(
                                "ssh",
                                "-F",
                                host.sshConfig().toString(),
                                host.endpoint().hostId(),
                                "exec virsh -q -c qemu:///system event --all --loop")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                bare.add(events);
                inBackground(() -> listen(events.inputReader(StandardCharsets.UTF_8)));
            }
            unsubscribe = services.engine().events().feed().subscribe(this::told);
            stream = open(services.uri().resolve("/api/v1/events/stream"));
            inBackground(() -> stream.lines().forEach(this::streamed));
        }

        private static BufferedReader open(URI uri) throws IOException, InterruptedException {
            return new BufferedReader(new InputStreamReader(
                    HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream())
                            .body(),
                    StandardCharsets.UTF_8));
        }

        @Override
        public Sighting expect(Change change) {
            // they do not say when they listen
            Sighting sighting = new Sighting(
                    change, listening.get() == bare.size() ? List.of(BARE, FEED, STREAM) : List.of(FEED, STREAM));
            expected = sighting;
            return sighting;
        }

        private void listen(BufferedReader lines) throws IOException {
            String line = lines.readLine();
            if (line != null) {
                listening.incrementAndGet();
                heard(line);
                lines.lines().forEach(this::heard);
            }
        }

        private void heard(String line) {
            Sighting now = expected;
            if (now != null && now.change().isHeardIn(line)) {
                now.seen(BARE);
            }
        }

        private void told(EventFeed.Item item) {
            Sighting now = expected;
            Event event = item.event();
            if (now != null && now.change().isToldBy(event.type(), event.target(), event.message())) {
                now.seen(FEED);
            }
        }

        private void streamed(String line) {
            Sighting now = expected;
            if (now == null || !line.startsWith(DATA)) {
                return;
            }
            try {
                JsonNode event = mapper.readTree(line.substring(DATA.length()));
                if (now.change()
                        .isToldBy(
                                event.path("type").asText(),
                                event.path("target").asText(),
                                event.path("message").asText())) {
                    now.seen(STREAM);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            unsubscribe.run();
            bare.forEach(Process::destroy);
            stream.close();
        }
    }

    /** Whoever asks us again as soon as there was an answer. */
    static final class Shown implements Watcher {
        private final HttpConnection connection;
        private final AtomicReference<@Nullable Sighting> expected = new AtomicReference<>();

        Shown(URI uri) throws IOException {
            connection = new HttpConnection(uri.getHost(), uri.getPort());
            inBackground(this::ask);
        }

        @Override
        public Sighting expect(Change change) {
            Sighting sighting = new Sighting(change, List.of(SHOWN));
            expected.set(sighting);
            return sighting;
        }

        private void ask() throws IOException {
            while (true) {
                Sighting now = expected.get();
                if (now == null) {
                    LockSupport.parkNanos(100_000);
                } else if (now.change()
                        .isShownBy(connection.call(connection.get(
                                "/api/v1/vms/" + now.change().guest().id())))) {
                    now.seen(SHOWN);
                    expected.compareAndSet(now, null);
                }
            }
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    /** Whoever asks the host at intervals. */
    static final class Polled implements Watcher {
        private final List<BareShell> shells = new ArrayList<>();
        private volatile @Nullable Sighting expected;

        Polled(List<Lab> hosts, Duration interval) throws IOException {
            for (Lab host : hosts) {
                shells.add(BareShell.virsh(host));
            }
            inBackground(() -> {
                while (true) {
                    long next = System.nanoTime() + interval.toNanos();
                    look();
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            });
        }

        private void look() throws IOException {
            Sighting now = expected;
            if (now == null) {
                return;
            }
            BareShell virsh = shells.get(Change.host(now.change().guest(), shells.size()));
            if (now.change().isListedBy(virsh.ask("list --all"))) {
                now.seen(POLLED);
            }
        }

        @Override
        public Sighting expect(Change change) {
            Sighting sighting = new Sighting(change, List.of(POLLED));
            expected = sighting;
            return sighting;
        }

        @Override
        public void close() {
            shells.forEach(BareShell::close);
        }
    }
}
