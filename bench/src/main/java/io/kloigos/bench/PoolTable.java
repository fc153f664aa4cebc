package io.kloigos.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rounds of {@link PoolBench} as Markdown. */
final class PoolTable {
    private record Row(String door, int size, List<Round> rounds) {
        double callsPerSecond() {
            return Median.of(rounds, Round::callsPerSecond);
        }

        double microsACall(String process) {
            return Median.of(rounds, r -> r.cpu().seconds().getOrDefault(process, 0.0) * 1e6 / r.calls());
        }

        double millis(java.util.function.Function<Round, Latencies> kind, double quantile) {
            return Median.of(rounds, round -> kind.apply(round).millisAt(quantile));
        }

        double spread() {
            double[] sorted =
                    rounds.stream().mapToDouble(Round::callsPerSecond).sorted().toArray();
            return (sorted[sorted.length - 1] - sorted[0]) / callsPerSecond();
        }

        /** Processor time that other programs of this machine took meanwhile, as a share of what was used. */
        double others() {
            return Median.of(rounds, r -> {
                double ours = r.cpu().seconds().entrySet().stream()
                        .filter(e -> !e.getKey().equals("machine"))
                        .mapToDouble(e -> e.getValue())
                        .sum();
                double all = r.cpu().seconds().getOrDefault("machine", ours);
                return all <= 0 ? 0 : Math.max(0, (all - ours) / all);
            });
        }
    }

    private final List<Row> rows = new ArrayList<>();

    void add(String door, int size, List<Round> rounds) {
        rows.add(new Row(door, size, rounds));
    }

    void print() {
        line("| door | servers | calls/s | spread of rounds | claim p50 / p99 ms | release p50 / p99 ms"
                + " | CPU µs a call: server, database, load | CPU taken by others |");
        line("| --- | --- | --- | --- | --- | --- | --- | --- |");
        for (Row row : rows) {
            line(String.format(
                    Locale.ROOT,
                    "| %s | %,d | **%,.0f** | %.0f %% | %.2f / %.2f | %.2f / %.2f | %.0f, %.0f, %.0f | %.0f %% |",
                    row.door(),
                    row.size(),
                    row.callsPerSecond(),
                    100 * row.spread(),
                    row.millis(Round::claims, 0.5),
                    row.millis(Round::claims, 0.99),
                    row.millis(Round::releases, 0.5),
                    row.millis(Round::releases, 0.99),
                    row.microsACall("server"),
                    row.microsACall("database"),
                    row.microsACall("load"),
                    100 * row.others()));
        }
        rows.stream().map(Row::door).distinct().forEach(this::printFlatness);
    }

    private void printFlatness(String door) {
        List<Row> ofDoor = rows.stream().filter(r -> r.door().equals(door)).toList();
        double first = ofDoor.get(0).callsPerSecond();
        double least = ofDoor.stream().mapToDouble(Row::callsPerSecond).min().orElse(first);
        double most = ofDoor.stream().mapToDouble(Row::callsPerSecond).max().orElse(first);
        line(String.format(
                Locale.ROOT, "%n%s: the slowest size reaches %.0f %% of the fastest.", door, 100 * least / most));
    }

    private static void line(String text) {
        System.out.println(text);
    }
}
