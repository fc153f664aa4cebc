package io.kloigos.http.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 64 clients claim 1,000 servers out of 10,000 while the server, its database with it, is killed and started again. */
class PoolKillIT {
    private static final int SERVERS = 10_000;
    private static final int CLAIMS = 1_000;
    private static final int CLIENTS = 64;

    @TempDir
    Path data;

    private final AtomicReference<ServerProcess> server = new AtomicReference<>();
    private final Set<String> claimed = ConcurrentHashMap.newKeySet();

    /** Claims under a key of its own until an answer comes, as a client that lost its connection does. */
    private String claim(int number) {
        String[] key = {"Idempotency-Key", "claim-" + number};
        while (true) {
            try {
                String hostname = server.get()
                        .post("/provision", "{\"name\":\"c" + number + "\"}", 200, key)
                        .path("hostname")
                        .asText();
                claimed.add(hostname);
                return hostname;
            } catch (UncheckedIOException e) {
                // the connection broke: whether the claim was made is what the key is for
                Thread.onSpinWait();
            }
        }
    }

    @AfterEach
    void stop() {
        server.get().close();
    }

    @Test
    void noClaimIsLostOrDoubled() throws Exception {
        server.set(ServerProcess.in(data, 0));
        int port = server.get().port();
        String inventory = IntStream.range(0, SERVERS)
                .mapToObj(i -> "{\"hostname\":\"s%05d\",\"ansible_host\":\"10.0.%d.%d\",\"numa_node\":0}"
                        .formatted(i, i / 250, i % 250))
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(server.get()
                        .post("/servers/import", inventory, 200)
                        .path("added")
                        .asInt())
                .isEqualTo(SERVERS);

        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<String>> answers = IntStream.range(0, CLAIMS)
                .mapToObj(i -> clients.submit(() -> claim(i)))
                .toList();
        Awaitility.await().until(() -> claimed.size() > CLAIMS / 4);
        server.get().kill();
        server.set(ServerProcess.in(data, port));
        List<String> hostnames = new java.util.ArrayList<>();
        for (Future<String> answer : answers) {
            hostnames.add(answer.get());
        }
        clients.shutdown();

        assertThat(hostnames).hasSize(CLAIMS).doesNotHaveDuplicates();
        Map<String, String> holders = new HashMap<>();
        server.get()
                .get("/servers?status=running")
                .forEach(s -> holders.put(
                        s.path("hostname").asText(), s.path("service_name").asText()));
        Map<String, String> told = new HashMap<>();
        for (int i = 0; i < CLAIMS; i++) {
            told.put(hostnames.get(i), "c" + i);
        }
        assertThat(holders).isEqualTo(told);
    }
}
