package io.kloigos.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Closed-loop load: each client claims and gives back, one call after the other, until the time is over. */
final class Load implements AutoCloseable {
    private final List<Client> clients = new ArrayList<>();
    private final ExecutorService threads;

    Load(Client.Door door, int count) throws Exception {
        threads = Executors.newFixedThreadPool(count);
        for (int i = 0; i < count; i++) {
            clients.add(door.open());
        }
    }

    /** Runs all clients for that long. */
    Round run(Duration duration, Cpu cpu) throws Exception {
        Cpu.Reading before = cpu.read();
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        List<Future<Laps>> running = new ArrayList<>();
        for (Client client : clients) {
            running.add(threads.submit(() -> laps(client, end)));
        }
        List<Latencies> claims = new ArrayList<>();
        List<Latencies> releases = new ArrayList<>();
        for (Future<Laps> one : running) {
            claims.add(one.get().claims());
            releases.add(one.get().releases());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Round(
                seconds,
                Latencies.together(claims),
                Latencies.together(releases),
                cpu.read().since(before));
    }

    private record Laps(Latencies claims, Latencies releases) {}

    private static Laps laps(Client client, long end) throws Exception {
        long[] claims = new long[4096];
        long[] releases = new long[4096];
        int count = 0;
        while (System.nanoTime() < end) {
            if (count == claims.length) {
                claims = Arrays.copyOf(claims, 2 * count);
                releases = Arrays.copyOf(releases, 2 * count);
            }
            long start = System.nanoTime();
            String hostname = client.claim();
            long claimed = System.nanoTime();
            client.release(hostname);
            claims[count] = claimed - start;
            releases[count] = System.nanoTime() - claimed;
            count++;
        }
        return new Laps(Latencies.of(Arrays.copyOf(claims, count)), Latencies.of(Arrays.copyOf(releases, count)));
    }

    @Override
    public void close() throws Exception {
        threads.shutdown();
        for (Client client : clients) {
            client.close();
        }
    }
}
