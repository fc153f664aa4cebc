package io.kloigos.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** When one change was first seen, in each of several ways. */
final class Sighting {
    private final Change change;
    private final List<String> ways;
    private final Map<String, Long> seenAt = new ConcurrentHashMap<>();
    private final CountDownLatch all;

    Sighting(Change change, List<String> ways) {
        this.change = change;
        this.ways = ways;
        this.all = new CountDownLatch(ways.size());
    }

    Change change() {
        return change;
    }

    /** It is seen now; only the first time counts. */
    void seen(String way) {
        if (ways.contains(way) && seenAt.putIfAbsent(way, System.nanoTime()) == null) {
            all.countDown();
        }
    }

    void await(long seconds) throws InterruptedException, TimeoutException {
        if (!all.await(seconds, TimeUnit.SECONDS)) {
            throw new TimeoutException();
        }
    }

    List<String> missing() {
        return ways.stream().filter(way -> !seenAt.containsKey(way)).toList();
    }

    Map<String, Long> seenAt() {
        return seenAt;
    }
}
