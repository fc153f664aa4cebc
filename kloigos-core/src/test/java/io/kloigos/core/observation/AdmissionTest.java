package io.kloigos.core.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is let in, on a clock that only the test moves and processors that are as busy as it says. */
class AdmissionTest {
    private static final int PLACES = 4;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private volatile long now;
    private volatile double load = 1;
    private final Admission admission = new Admission(threads, this::later, () -> now, () -> load, PLACES);

    private record Due(long at, Runnable work) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return Long.compare(at, other.at);
        }
    }

    private synchronized void later(Runnable work, Duration delay) {
        due.add(new Due(now + delay.toNanos(), work));
    }

    private synchronized Due nextUntil(long end) {
        return !due.isEmpty() && due.peek().at() <= end ? due.poll() : new Due(end, () -> {});
    }

    private void pass(Duration span) {
        long end = now + span.toNanos();
        while (now < end) {
            Due next = nextUntil(end);
            now = next.at();
            next.work().run();
        }
    }

    @AfterEach
    void stop() {
        admission.close();
        threads.shutdownNow();
    }

    /** One host; each stage is passed when the test says so. */
    private final class Host {
        private final CountDownLatch answer = new CountDownLatch(1);
        private final CountDownLatch done = new CountDownLatch(1);
        private final AtomicInteger calls = new AtomicInteger();
        private volatile boolean answered;
        private volatile boolean inside;
        private volatile boolean over;

        Host() {
            admission.call(this::attempt);
        }

        private void attempt(Runnable waitForPlace) {
            calls.incrementAndGet();
            try {
                answer.await();
                answered = true;
                waitForPlace.run();
                inside = true;
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                over = true;
            }
        }

        Host answers() {
            answer.countDown();
            return this;
        }

        Host isDone() {
            done.countDown();
            return this;
        }
    }

    private List<Host> hosts(int count, Consumer<Host> script) {
        List<Host> hosts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Host host = new Host();
            script.accept(host);
            hosts.add(host);
        }
        return hosts;
    }

    private static void areInside(List<Host> hosts, int count) {
        await().untilAsserted(() -> assertThat(hosts.stream().filter(host -> host.inside && !host.over))
                .hasSize(count));
    }

    private static void areOver(List<Host> hosts, int count) {
        await().untilAsserted(() ->
                assertThat(hosts.stream().filter(host -> host.over)).hasSize(count));
    }

    /** Time passes slowly enough for the threads to follow. */
    private Duration timeUntilAllAreOver(List<Host> hosts) {
        long begin = now;
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
            pass(Admission.TICK);
            return hosts.stream().allMatch(host -> host.over);
        });
        return Duration.ofNanos(now - begin);
    }

    private static long called(List<Host> hosts) {
        return hosts.stream().filter(host -> host.calls.get() > 0).count();
    }

    @Test
    void silentHostsKeepNobodyOut() {
        List<Host> silent = hosts(900, host -> {});
        List<Host> live = hosts(100, host -> host.answers().isDone());
        // 900 times the 8 s that each of them is waited for, in 4 places, are half an hour
        assertThat(timeUntilAllAreOver(live)).isLessThan(Duration.ofMinutes(1));
        areOver(silent, 0);
        assertThat(live).allMatch(host -> host.calls.get() == 1);
    }

    @Test
    void onlyAFewAreWorkedOnWhileTheProcessorsAreBusyAndNoneIsCalledThatWouldWaitForLong() {
        List<Host> hosts = hosts(200, Host::answers);
        for (int i = 0; i < 20; i++) {
            pass(Admission.TICK);
            await().until(() ->
                    hosts.stream().filter(host -> host.calls.get() > 0).allMatch(host -> host.answered));
        }
        areInside(hosts, PLACES);
        assertThat(called(hosts)).isBetween((long) PLACES, (long) PLACES + Admission.ANSWERED + Admission.CALLS);

        // first who is inside: those that follow them are not done yet
        hosts.stream().filter(host -> host.inside).toList().forEach(Host::isDone);
        areOver(hosts, PLACES);
        areInside(hosts, PLACES);
    }

    @Test
    void hostsAreLetInInTheOrderOfAnswering() throws InterruptedException {
        List<Host> first = hosts(PLACES, Host::answers);
        areInside(first, PLACES);
        LinkedBlockingQueue<Integer> order = new LinkedBlockingQueue<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            admission.submit(() -> order.add(number));
        }
        first.get(0).isDone();
        for (int i = 0; i < 3; i++) {
            assertThat(order.poll(10, TimeUnit.SECONDS)).isEqualTo(i);
        }
    }

    @Test
    void whoHangsInsideIsNotWaitedForWhenTheProcessorsHaveRoom() {
        List<Host> hung = hosts(PLACES, Host::answers);
        areInside(hung, PLACES);
        List<Host> live = hosts(1, host -> host.answers().isDone());
        await().until(() -> live.get(0).answered);
        pass(Duration.ofSeconds(4));
        areOver(live, 0);

        load = 0.1;
        assertThat(timeUntilAllAreOver(live)).isLessThan(Duration.ofSeconds(1));

        // they come back late: whoever is inside by then keeps its place
        load = 1;
        List<Host> others = hosts(PLACES + 1, Host::answers);
        areInside(others, PLACES);
        hung.forEach(Host::isDone);
        areOver(hung, PLACES);
        areInside(others, PLACES);
    }

    @Test
    void whoHangsInsideIsNotWaitedForLongThoughTheProcessorsAreBusyWithSomethingElse() {
        List<Host> hung = hosts(PLACES, Host::answers);
        areInside(hung, PLACES);
        List<Host> live = hosts(1, host -> host.answers().isDone());
        await().until(() -> live.get(0).answered);
        assertThat(timeUntilAllAreOver(live)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
    }
}
