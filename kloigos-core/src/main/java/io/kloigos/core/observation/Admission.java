package io.kloigos.core.observation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Lets in as many hosts at a time as this machine has the processors for: the key exchange of a connection and complete
 * looks are work.
 *
 * <p>A host is called first, at a steady pace. It asks for a place only once it has answered, so one that is silent keeps
 * nobody out. When many have answered that wait for a place, no others are called: who answers is worked on soon, before
 * its sshd loses patience. There are few places; a host keeps its place until it is done. But whenever the processors have
 * room all the same, those inside are waiting for something, and as many again are let in; so they are after a while in any
 * case, since the load may be somebody else's. Thread-safe.
 */
final class Admission {
    /** How many hosts are called at most within {@link #TICK}. */
    static final int CALLS = 8;

    static final Duration TICK = Duration.ofMillis(50);
    /** How many hosts may have answered and wait for a place before no others are called. */
    static final int ANSWERED = 16;

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final double BUSY = 0.8;

    private final Executor executor;
    private final BiConsumer<Runnable, Duration> later;
    private final LongSupplier nanoTime;
    private final DoubleSupplier load;
    private final int places;

    private final Deque<Consumer<Runnable>> uncalled = new ArrayDeque<>();
    private final Deque<Consumer<Place>> waiting = new ArrayDeque<>();
    private int answered;
    private int inside;
    private int calls = CALLS;
    private boolean ticking;
    private boolean closed;
    private long lookedAt;
    /** Grows when all places are given anew; whoever has one of an earlier round is not counted any more. */
    private long round;

    private long roundAt;

    /**
     * @param later runs something after a while
     * @param load how busy all processors were since it was asked last, from 0 to 1; less than 0 when nobody knows
     */
    Admission(
            Executor executor,
            BiConsumer<Runnable, Duration> later,
            LongSupplier nanoTime,
            DoubleSupplier load,
            int places) {
        this.executor = executor;
        this.later = later;
        this.nanoTime = nanoTime;
        this.load = load;
        this.places = places;
    }

    /**
     * Calls a host when it is its turn.
     *
     * @param attempt is given what it must run, once, when the host has answered; that returns when there is a place, which
     *     it has until it ends
     */
    synchronized void call(Consumer<Runnable> attempt) {
        uncalled.add(attempt);
        proceed();
    }

    /** Runs work on a host that is connected when there is a place, in the order of asking. */
    synchronized void submit(Runnable work) {
        waiting.add(place -> executor.execute(() -> {
            try {
                work.run();
            } finally {
                leave(place);
            }
        }));
        proceed();
    }

    /** Calls nobody and lets nobody in any more. */
    synchronized void close() {
        closed = true;
    }

    private void run(Consumer<Runnable> attempt) {
        Visit visit = new Visit();
        executor.execute(() -> {
            try {
                attempt.accept(visit::enter);
            } finally {
                visit.end();
            }
        });
    }

    private void proceed() {
        if (closed) {
            return;
        }
        letIn();
        while (calls > 0 && answered < ANSWERED && !uncalled.isEmpty()) {
            calls--;
            run(uncalled.poll());
        }
        if (!ticking && (calls < CALLS || !waiting.isEmpty())) {
            ticking = true;
            later.accept(this::tick, TICK);
        }
    }

    private void letIn() {
        while (inside < places && !waiting.isEmpty()) {
            inside++;
            waiting.poll().accept(new Place(round));
        }
    }

    private synchronized void tick() {
        ticking = false;
        calls = CALLS;
        long now = nanoTime.getAsLong();
        if (now - lookedAt >= LOOK.toNanos()) {
            lookedAt = now;
            if (load.getAsDouble() < BUSY || now - roundAt >= LONGEST.toNanos()) {
                roundAt = now;
                round++;
                inside = 0;
            }
        }
        proceed();
    }

    private synchronized void leave(Place place) {
        if (place.round() == round) {
            inside--;
        }
        proceed();
    }

    private synchronized void await(CompletableFuture<Place> place) {
        answered++;
        waiting.add(place::complete);
        proceed();
    }

    private synchronized void noLongerAwaits() {
        answered--;
        proceed();
    }

    private record Place(long round) {}

    /** One attempt to reach a host; only its own thread touches it. */
    private final class Visit {
        private final CompletableFuture<Place> place = new CompletableFuture<>();
        private boolean asked;

        void enter() {
            if (asked) {
                return;
            }
            asked = true;
            await(place);
            try {
                place.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } finally {
                noLongerAwaits();
            }
        }

        void end() {
            if (asked) {
                place.thenAccept(Admission.this::leave);
            }
        }
    }
}
