package io.kloigos.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Durations of single calls, in nanoseconds, in ascending order. */
record Latencies(long[] sorted) {
    static Latencies of(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latencies(sorted);
    }

    static Latencies together(List<Latencies> parts) {
        return of(
                parts.stream().flatMapToLong(part -> LongStream.of(part.sorted)).toArray());
    }

    int count() {
        return sorted.length;
    }

    /** In milliseconds; the nearest rank, NaN without any call. */
    double millisAt(double quantile) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(quantile * sorted.length);
        return sorted[Math.max(0, rank - 1)] / 1e6;
    }
}
