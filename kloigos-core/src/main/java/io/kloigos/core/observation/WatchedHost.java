package io.kloigos.core.observation;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostMode;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.HostFigures;
import io.kloigos.core.hypervisor.HostListener;
import io.kloigos.core.hypervisor.Subscription;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One host of ours: connected to, listened to, looked at completely now and then, tried again when it is lost. Whatever
 * looks and records does so one at a time, so that an older look never overwrites a newer one. It has no thread of its
 * own.
 */
final class WatchedHost {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedHost.class);
    private static final Duration CONNECT = Duration.ofSeconds(8);
    /** A host that changes all the time is looked at completely no more often than this. */
    private static final Duration BETWEEN_CHANGES = Duration.ofSeconds(2);

    private static final long FIGURES_STEP_MS = 500;

    private final String hostId;
    private final HostWatch watch;
    private final Turn turn;
    /** Of one attempt at a time: a second one would replace the connection that the first is about to listen on. */
    private final Turn attempting;

    private final Touched touched = new Touched();
    private final Backoff backoff = new Backoff();
    private final AddressLooks addressLooks;
    private final Appointment attempts;
    private final Appointment sweeps;
    private final Appointment figures;

    private volatile long epoch;
    private volatile long revision = -1;
    /** As of which revision the host was last tried, and how often it was. */
    private volatile long triedRevision = -1;

    private volatile long tries;
    private volatile long recorded;
    private volatile boolean stopped;
    private volatile @Nullable ConnectedHost live;
    private final AtomicBoolean heard = new AtomicBoolean();

    WatchedHost(String hostId, HostWatch watch) {
        this.hostId = hostId;
        this.watch = watch;
        this.turn = new Turn(hostId);
        this.attempting = new Turn(hostId);
        this.addressLooks = new AddressLooks(this::inTurnLater, this::lookAt);
        this.attempts = new Appointment(
                watch.timer(), () -> watch.admission().call(answered -> carefully(() -> attemptIfNeeded(answered))));
        this.sweeps = new Appointment(watch.timer(), () -> watch.admission().submit(() -> inTurn(this::sweepLive)));
        this.figures = new Appointment(watch.timer(), () -> watch.executor().execute(this::readFigures));
    }

    // What the watch says

    /**
     * The host is ours in that epoch.
     *
     * @param pause after which it is tried when that, or what an operator wants of it, is new; null when it is not tried
     */
    void own(long newEpoch, long newRevision, @Nullable Duration pause) {
        boolean unchanged = epoch == newEpoch && revision == newRevision;
        epoch = newEpoch;
        revision = newRevision;
        if (pause != null && !unchanged && !stopped) {
            attempts.in(pause);
        }
    }

    /** Whether all that is known of its ownership, and of what an operator wants, has come here. */
    boolean isOwnedAs(LeaseMapper.Owned owned) {
        return epoch == owned.epoch() && revision == owned.revision();
    }

    /** The host is not ours any more. Nothing is recorded from now on. */
    void stop() {
        stopped = true;
        attempts.cancel();
        hangUp();
        watch.hypervisors().forget(hostId);
        watch.figures().forget(hostId);
    }

    /** Whether the host has answered or told something since this was asked last. */
    boolean wasHeardSinceAsked() {
        return heard.getAndSet(false);
    }

    boolean isLive() {
        return live != null;
    }

    /** Where it is connected to, as an operator wants it; empty when it is not. */
    Optional<HostEndpoint> endpoint() {
        return Optional.ofNullable(live)
                .filter(now -> now.isAsOf(epoch, revision))
                .map(ConnectedHost::endpoint);
    }

    /** Looks at the host completely, on the caller's thread; connects to it first if it is lost or was changed. */
    void look() {
        if (isUpToDate()) {
            turn.soon(this::sweepLive);
        } else {
            attempt();
        }
    }

    private boolean isUpToDate() {
        ConnectedHost now = live;
        return now != null && now.isAsOf(epoch, revision);
    }

    /**
     * Looks at these domains on the caller's thread; a host that is lost, or not connected yet, is connected to and looked
     * at completely. {@code HOST_UNREACHABLE} when that fails.
     */
    void look(Collection<String> names) {
        if (live == null) {
            attempt();
            if (live == null) {
                throw new KloigosException(
                        ErrorCode.HOST_UNREACHABLE, "Host " + hostId + " cannot be reached now; it is tried again.");
            }
            return;
        }
        names.forEach(this::touch);
        if (!turn.soon(this::lookLive)) {
            look(names);
        }
    }

    private boolean lookLive() {
        ConnectedHost now = live;
        if (now != null) {
            orLost(now, now::lookAtTouched);
        }
        return now != null;
    }

    private void touch(String name) {
        if (touched.add(name)) {
            watch.executor().execute(() -> inTurn(this::drain));
        }
    }

    // Turns

    private void inTurn(Runnable work) {
        turn.run(() -> carefully(work));
    }

    private void inTurnLater(Runnable work, Duration pause) {
        watch.timer()
                .schedule(() -> watch.executor().execute(() -> inTurn(work)), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void carefully(Runnable work) {
        try {
            if (!stopped && watch.holdsLease()) {
                work.run();
            }
        } catch (HostLeases.Lost e) {
            LOG.info("Host {} is watched by another engine now", hostId);
            hangUp();
        } catch (RuntimeException e) {
            LOG.warn("Host {} could not be watched; it is tried again: {}", hostId, e.toString());
            hangUp();
            attempts.in(backoff.next(null));
        }
    }

    // Connecting

    private void attemptIfNeeded(Runnable answered) {
        if (!isUpToDate()) {
            attempt(answered);
        }
    }

    /** At once, for somebody who waits for it. */
    private void attempt() {
        attempt(() -> {});
    }

    /**
     * One that goes on when this is asked for is waited for, and counts.
     *
     * @param answered is run when the host has answered, before it is worked on
     */
    private void attempt(Runnable answered) {
        long before = tries;
        attempting.soon(() -> {
            boolean triedSince = tries != before && triedRevision == revision;
            if (!triedSince) {
                triedRevision = revision;
                connect(answered);
                tries++;
            }
            return !triedSince;
        });
    }

    /** Needs no turn until the host has answered: whoever has it may be waiting for an answer that does not come. */
    private void connect(Runnable answered) {
        attempts.cancel();
        hangUp();
        long current = revision;
        Host host = watch.records().get(hostId);
        if (host.mode() == HostMode.DISABLED) {
            watch.observations().unwatched(hostId, epoch, "It is disabled, and nobody looks at it.");
            watch.hypervisors().forget(hostId);
            return;
        }
        Contact contact = watch.hypervisors().contact(host.endpoint(), CONNECT, answered);
        if (contact instanceof Contact.Reached reached) {
            turn.run(() -> listenAndSweep(reached, current));
        } else if (contact instanceof Contact.Failed failed && live == null && !stopped) {
            fail(failed);
        }
        if (stopped) {
            // it went to another engine while we were connecting
            watch.hypervisors().forget(hostId);
        }
    }

    private void listenAndSweep(Contact.Reached reached, long current) {
        HostEndpoint endpoint = watch.records().get(hostId).endpointWithKey(reached.hostKey());
        hangUp();
        Ears ears = new Ears();
        Subscription subscription = null;
        try {
            subscription = watch.hypervisors().at(endpoint).listen(ears);
            ConnectedHost now = new ConnectedHost(hostId, watch, endpoint, subscription, touched, epoch, current);
            Sweep sweep = now.sweep();
            live = now;
            ears.hear(now);
            List<DomainChange> changes = now.record(sweep, reached.hostKey());
            if (live != now) {
                throw new KloigosException(
                        ErrorCode.HOST_UNREACHABLE, "The connection was lost while the host was looked at.");
            }
            subscription = null;
            backoff.reset();
            watch.counts().connects.increment();
            follow(changes);
            sweeps.in(jittered(watch.settings().sweepInterval()));
            planFigures();
            drain();
        } catch (KloigosException e) {
            hangUp();
            fail(new Contact.Failed(Contact.Obstacle.BROKEN, String.valueOf(e.getMessage()), reached.hostKey()));
        } finally {
            if (subscription != null) {
                hangUp();
                subscription.close();
            }
        }
    }

    private void fail(Contact.Failed failed) {
        watch.observations().failed(hostId, epoch, failed);
        boolean someoneMustAct = failed.obstacle() == Contact.Obstacle.KEY_CHANGED
                || failed.obstacle() == Contact.Obstacle.KEY_NOT_ACCEPTED;
        if (!someoneMustAct) {
            attempts.in(backoff.next(failed.obstacle()));
        }
    }

    private void hangUp() {
        ConnectedHost now = live;
        if (now != null) {
            hangUp(now);
        }
    }

    /** @return whether it was still the connection that counts */
    private synchronized boolean hangUp(ConnectedHost was) {
        was.hangUp();
        if (live != was) {
            return false;
        }
        live = null;
        sweeps.cancel();
        figures.cancel();
        return true;
    }

    /** Needs no turn: whoever has it may be waiting for an answer that does not come. */
    private void lost(ConnectedHost was, KloigosException reason) {
        if (hangUp(was)) {
            watch.counts().losses.increment();
            fail(new Contact.Failed(Contact.Obstacle.BROKEN, String.valueOf(reason.getMessage()), null));
        }
    }

    // Looking

    private boolean sweepLive() {
        ConnectedHost now = live;
        if (now != null) {
            look(now, now::look);
            if (live == now) {
                sweeps.in(jittered(watch.settings().sweepInterval()));
            }
        }
        return now != null;
    }

    private void drain() {
        ConnectedHost now = live;
        if (now != null) {
            look(now, now::lookAtTouched);
        }
    }

    private void lookAt(UUID vmId) {
        ConnectedHost now = live;
        if (now != null) {
            look(now, () -> now.look(vmId));
        }
    }

    /** Whatever goes wrong, the connection is made anew, which finds out why and looks at everything. */
    private void orLost(ConnectedHost now, Supplier<List<DomainChange>> looking) {
        try {
            follow(looking.get());
        } catch (KloigosException e) {
            lost(now, e);
            throw e;
        }
    }

    private void look(ConnectedHost now, Supplier<List<DomainChange>> looking) {
        try {
            orLost(now, looking);
        } catch (KloigosException e) {
            LOG.debug("Host {} is tried again", hostId, e);
        }
    }

    private void follow(Collection<DomainChange> changes) {
        recorded += changes.size();
        addressLooks.follow(changes);
    }

    // Figures

    private void planFigures() {
        long interval = watch.settings().figuresInterval().toMillis();
        if (interval > 0) {
            readFiguresIn(ThreadLocalRandom.current().nextLong(interval));
        }
    }

    /** Together with other hosts that are due about then: waking up for each costs more than asking it. */
    private void readFiguresIn(long millis) {
        long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        long step = Math.min(FIGURES_STEP_MS, watch.settings().figuresInterval().toMillis());
        long due = (now + millis + step / 2) / step * step;
        figures.in(Duration.ofMillis(Math.max(0, due - now)));
    }

    private void readFigures() {
        ConnectedHost now = live;
        if (now == null || stopped) {
            return;
        }
        long before = recorded;
        try {
            HostFigures read = now.figures();
            heard.set(true);
            watch.figures().add(hostId, watch.clock().instant(), read);
            inTurn(() -> compare(now, read, before));
            readFiguresIn(watch.settings().figuresInterval().toMillis());
        } catch (KloigosException e) {
            inTurn(() -> lost(now, e));
        }
    }

    /** What was recorded meanwhile is newer than these figures. */
    private void compare(ConnectedHost now, HostFigures read, long recordedBefore) {
        if (live == now && recorded == recordedBefore) {
            look(now, () -> now.compare(read));
        }
    }

    private static Duration jittered(Duration span) {
        return Duration.ofMillis(
                (long) (span.toMillis() * ThreadLocalRandom.current().nextDouble(0.9, 1.1)));
    }

    /** Hears for one connection; what it hears before that has been looked at completely waits for it. */
    private final class Ears implements HostListener {
        private volatile @Nullable ConnectedHost heardOver;
        private volatile @Nullable KloigosException lostBefore;

        void hear(ConnectedHost connection) {
            heardOver = connection;
            KloigosException reason = lostBefore;
            if (reason != null) {
                throw reason;
            }
        }

        @Override
        public void domainChanged(String name) {
            heard.set(true);
            watch.counts().eventsHeard.increment();
            touch(name);
        }

        @Override
        public void hostChanged() {
            heard.set(true);
            watch.counts().eventsHeard.increment();
            sweeps.noLaterThan(BETWEEN_CHANGES);
        }

        @Override
        public void lost(KloigosException reason) {
            lostBefore = reason;
            ConnectedHost over = heardOver;
            if (over != null) {
                watch.executor().execute(() -> carefully(() -> WatchedHost.this.lost(over, reason)));
            }
        }
    }
}
