package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventQuery;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.server.Server;
import io.kloigos.http.image.ImageFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Following events over HTTP. */
class EventStreamIT {
    @RegisterExtension
    final MariaDbExtension mariadb = new MariaDbExtension();

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Reader> readers = new ArrayList<>();
    private KloigosServices services;

    @BeforeEach
    void start(@TempDir Path images) throws Exception {
        services = KloigosServices.start(
                HttpServerConfig.loopback(0),
                new KloigosConfig(mariadb.database(), WatchSettings.defaults()),
                new FakeHypervisors(),
                new ImageFolder(images));
    }

    @AfterEach
    void stop() throws Exception {
        for (Reader reader : readers) {
            reader.close();
        }
        services.close();
    }

    /** Reads a stream on a thread of its own. */
    private final class Reader implements AutoCloseable {
        final List<String> lines = new CopyOnWriteArrayList<>();
        final HttpResponse<InputStream> answer;
        volatile boolean reading = true;

        Reader(String query, String... headers) throws Exception {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(services.uri().resolve("/api/v1/events/stream" + query));
            if (headers.length > 0) {
                request.headers(headers);
            }
            answer = client.send(request.build(), BodyHandlers.ofInputStream());
            readers.add(this);
            Thread thread = new Thread(this::read);
            thread.setDaemon(true);
            thread.start();
            await().until(() -> lines.contains("retry: 1000"));
        }

        private void read() {
            try (var in = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                in.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
                lines.add("closed");
            } finally {
                reading = false;
            }
        }

        List<Long> ids() {
            return lines.stream()
                    .filter(line -> line.startsWith("id: "))
                    .map(line -> Long.valueOf(line.substring(4)))
                    .toList();
        }

        @Override
        public void close() throws Exception {
            answer.body().close();
        }
    }

    private void add(String hostname) {
        services.engine().servers().add(Caller.of("ann"), server(hostname));
    }

    private static Server server(String hostname) {
        return Server.free(hostname, "10.0.0.9", 0);
    }

    private List<Long> recorded() {
        return services.engine().events().list(EventQuery.newest(1000)).stream()
                .map(Event::eventId)
                .sorted()
                .toList();
    }

    @Test
    void eventsArriveAsTheyHappenAndAreFiltered() throws Exception {
        add("before");
        Reader all = new Reader("");
        Reader one = new Reader("?target=server:srv2");
        assertThat(all.answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        add("srv1");
        add("srv2");
        await().untilAsserted(() -> assertThat(all.lines.toString())
                .contains("server:srv1")
                .contains("server:srv2")
                .doesNotContain("server:before"));
        await().untilAsserted(() ->
                assertThat(one.lines.toString()).contains("server:srv2").doesNotContain("server:srv1"));
    }

    @Test
    void aReaderThatComesBackMissesNothing() throws Exception {
        for (int i = 0; i < 20; i++) {
            add("srv" + i);
        }
        List<Long> all = recorded();
        Reader back = new Reader("", "Last-Event-ID", String.valueOf(all.get(4)));
        await().untilAsserted(() -> assertThat(back.ids()).isEqualTo(all.subList(5, all.size())));
        add("later");
        await().untilAsserted(() -> assertThat(back.ids()).isEqualTo(recorded().subList(5, all.size() + 1)));
    }

    @Test
    void whatIsNoNumberIsRefused() throws Exception {
        var answer = client.send(
                HttpRequest.newBuilder(services.uri().resolve("/api/v1/events/stream"))
                        .header("Last-Event-ID", "x")
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void anOpenStreamDoesNotHoldUpTheEnd() throws Exception {
        Reader open = new Reader("");
        services.close();
        await().until(() -> !open.reading);
    }
}
