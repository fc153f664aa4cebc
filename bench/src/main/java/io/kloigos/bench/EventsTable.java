package io.kloigos.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@link EventsBench} measured, as Markdown. */
final class EventsTable {
    private record Row(List<Long> sinceAnswer, List<Long> sinceSent) {
        Row() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private final Map<String, Row> ways = new LinkedHashMap<>();
    private final Map<String, List<Long>> behind = new LinkedHashMap<>();
    private final Map<String, Row> verbs = new LinkedHashMap<>();

    void add(String among, Change change, Sighting sighting, long sent, long answered) {
        sighting.seenAt().forEach((way, at) -> {
            add(ways, way + " | " + among, at, sent, answered);
            Long bare = sighting.seenAt().get(Watchers.BARE);
            if (way.equals(Watchers.FEED) && bare != null) {
                behind.computeIfAbsent(among, name -> new ArrayList<>()).add(at - bare);
            }
            if (way.equals(Watchers.FEED)) {
                add(verbs, change.verb().word() + " | " + among, at, sent, answered);
            }
        });
    }

    private static void add(Map<String, Row> rows, String key, long at, long sent, long answered) {
        Row row = rows.computeIfAbsent(key, name -> new Row());
        row.sinceAnswer().add(at - answered);
        row.sinceSent().add(at - sent);
    }

    void print() {
        print("way", ways);
        behind.forEach((among, nanos) -> System.out.printf(
                Locale.ROOT,
                "%nBehind the bare `virsh event` with %s: median **%.1f** ms, p99 **%.1f** ms.%n",
                among,
                latencies(nanos).millisAt(0.5),
                latencies(nanos).millisAt(0.99)));
        System.out.printf("%n%s:%n%n", Watchers.FEED);
        print("change", verbs);
    }

    private static void print(String first, Map<String, Row> rows) {
        System.out.printf(
                "| %s | domains beside it | changes | since virsh answered: median, p90, p99, longest ms"
                        + " | since the command was sent: median, p99 ms |%n",
                first);
        System.out.println("| --- | --- | --- | --- | --- |");
        rows.forEach((key, row) -> {
            Latencies answer = latencies(row.sinceAnswer());
            Latencies sent = latencies(row.sinceSent());
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,d | **%.1f**, %.1f, **%.1f**, %.1f | %.1f, %.1f |%n",
                    key,
                    answer.count(),
                    answer.millisAt(0.5),
                    answer.millisAt(0.9),
                    answer.millisAt(0.99),
                    answer.millisAt(1),
                    sent.millisAt(0.5),
                    sent.millisAt(0.99));
        });
    }

    private static Latencies latencies(List<Long> nanos) {
        return Latencies.of(nanos.stream().mapToLong(Long::longValue).toArray());
    }
}
