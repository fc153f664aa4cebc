package io.kloigos.core.observation;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostMode;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainsSeen;
import io.kloigos.core.hypervisor.HostFigures;
import io.kloigos.core.hypervisor.HostListener;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Subscription;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
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
    private static final Duration TURN = Duration.ofSeconds(30);
    /** A host that changes all the time is looked at completely no more often than this. */
    private static final Duration BETWEEN_CHANGES = Duration.ofSeconds(2);
    /** After a start, a guest's address shows up without an event: then it is looked at again after these pauses. */
    private static final List<Duration> ADDRESS_LOOKS =
            Stream.of(1, 2, 3, 5, 8, 15, 30, 60).map(Duration::ofSeconds).toList();

    private final String hostId;
    private final HostWatch watch;
    private final ReentrantLock turn = new ReentrantLock(true);
    /** Of one attempt at a time: a second one would replace the connection that the first is about to listen on. */
    private final ReentrantLock connecting = new ReentrantLock(true);

    private final Touched touched = new Touched();
    private final Backoff backoff = new Backoff();
    private final Map<UUID, Integer> addressLooks = new HashMap<>();
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
    private volatile @Nullable Live live;

    WatchedHost(String hostId, HostWatch watch) {
        this.hostId = hostId;
        this.watch = watch;
        this.attempts = new Appointment(
                watch.timer(), () -> watch.admission().call(answered -> carefully(() -> attemptIfNeeded(answered))));
        this.sweeps = new Appointment(watch.timer(), () -> watch.admission().submit(() -> inTurn(this::sweepLive)));
        this.figures = new Appointment(watch.timer(), () -> watch.executor().execute(this::readFigures));
    }

    /** A connection that is listened to, and what was seen over it, as of that revision of the host's record. */
    private record Live(Hypervisor hypervisor, Subscription subscription, Picture picture, long epoch, long revision) {}

    // What the watch says

    /**
     * The host is ours in that epoch.
     *
     * @param now whether it is tried at once when that, or what an operator wants of it, is new
     */
    void own(long newEpoch, long newRevision, boolean now) {
        boolean unchanged = epoch == newEpoch && revision == newRevision;
        epoch = newEpoch;
        revision = newRevision;
        if (now && !unchanged && !stopped) {
            attempts.in(Duration.ZERO);
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

    boolean isLive() {
        return live != null;
    }

    /** Looks at the host completely, on the caller's thread; connects to it first if it is lost or was changed. */
    void look() {
        if (!isUpToDate()) {
            attempt();
            return;
        }
        take(turn, TURN);
        try {
            sweepLive();
        } finally {
            turn.unlock();
        }
    }

    private boolean isUpToDate() {
        Live now = live;
        return now != null && now.epoch() == epoch && now.revision() == revision;
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
        take(turn, TURN);
        try {
            Live now = live;
            if (now != null) {
                orLost(now, () -> seeTouched(now, touched.take()));
                return;
            }
        } finally {
            turn.unlock();
        }
        look(names);
    }

    /** Looks at nothing where whoever had the turn before has begun to look since they were touched. */
    private void seeTouched(Live now, Set<String> names) {
        if (!names.isEmpty()) {
            see(now, names);
        }
    }

    private void touch(String name) {
        if (touched.add(name)) {
            watch.executor().execute(() -> inTurn(this::drain));
        }
    }

    // Turns

    private void take(ReentrantLock lock, Duration patience) {
        try {
            if (lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new KloigosException(
                ErrorCode.HOST_UNREACHABLE,
                "Host " + hostId + " does not answer: an earlier question to it is still open. Try again later.");
    }

    private void inTurn(Runnable work) {
        turn.lock();
        try {
            carefully(work);
        } finally {
            turn.unlock();
        }
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
        take(connecting, TURN);
        try {
            boolean triedSince = tries != before && triedRevision == revision;
            if (!triedSince) {
                triedRevision = revision;
                connect(answered);
                tries++;
            }
        } finally {
            connecting.unlock();
        }
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
            turn.lock();
            try {
                listenAndSweep(reached, current);
            } finally {
                turn.unlock();
            }
        } else if (contact instanceof Contact.Failed failed && live == null && !stopped) {
            fail(failed);
        }
        if (stopped) {
            // it went to another engine while we were connecting
            watch.hypervisors().forget(hostId);
        }
    }

    private void listenAndSweep(Contact.Reached reached, long current) {
        Hypervisor hypervisor =
                watch.hypervisors().at(watch.records().get(hostId).endpointWithKey(reached.hostKey()));
        hangUp();
        Ears ears = new Ears();
        Subscription subscription = null;
        try {
            subscription = hypervisor.listen(ears);
            Picture picture = watch.observations().picture(hostId);
            Sweep sweep = sweep(hypervisor);
            Live now = new Live(hypervisor, subscription, picture, epoch, current);
            live = now;
            ears.hear(now);
            List<DomainChange> changes =
                    watch.observations().swept(hostId, epoch, picture, sweep, withFacts(reached, sweep.view()));
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

    private static Contact.Reached withFacts(Contact.Reached reached, HostView view) {
        return new Contact.Reached(view.facts(), reached.hostKey());
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
        Live now = live;
        if (now != null) {
            hangUp(now);
        }
    }

    /** @return whether it was still the connection that counts */
    private synchronized boolean hangUp(Live was) {
        was.subscription().close();
        if (live != was) {
            return false;
        }
        live = null;
        sweeps.cancel();
        figures.cancel();
        return true;
    }

    /** Needs no turn: whoever has it may be waiting for an answer that does not come. */
    private void lost(Live was, KloigosException reason) {
        if (hangUp(was)) {
            watch.counts().losses.increment();
            fail(new Contact.Failed(Contact.Obstacle.BROKEN, String.valueOf(reason.getMessage()), null));
        }
    }

    // Looking

    private Sweep sweep(Hypervisor hypervisor) {
        long start = System.nanoTime();
        hypervisor.state(new UUID(0, 0));
        long asked = System.nanoTime();
        HostView view = hypervisor.look();
        watch.counts().sweeps.increment();
        return new Sweep(
                view,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked),
                TimeUnit.NANOSECONDS.toMicros(asked - start));
    }

    private void sweepLive() {
        Live now = live;
        if (now == null) {
            return;
        }
        guarded(now, () -> {
            List<DomainChange> changes =
                    watch.observations().swept(hostId, epoch, now.picture(), sweep(now.hypervisor()), null);
            watch.counts()
                    .corrections
                    .add(changes.stream().filter(this::isCorrection).count());
            follow(changes);
            sweeps.in(jittered(watch.settings().sweepInterval()));
        });
    }

    /** Whether no event has told of the change, nor will. */
    private boolean isCorrection(DomainChange change) {
        Domain after = change.after();
        boolean addressOnly = change.before() != null
                && after != null
                && change.before().withState(after.state(), after.addresses()).equals(after)
                && change.before().state() == after.state();
        Domain any = after != null ? after : java.util.Objects.requireNonNull(change.before());
        return !addressOnly && !touched.has(any.name());
    }

    private void drain() {
        Live now = live;
        Set<String> names = touched.take();
        if (now != null) {
            guarded(now, () -> seeTouched(now, names));
        }
    }

    private void see(Live now, Collection<String> names) {
        DomainsSeen seen = now.hypervisor().see(names);
        if (seen.all() == null && now.picture().isNamedAnew(seen.domains())) {
            // nobody has the empty name: with it, all are listed
            seen = now.hypervisor()
                    .see(Stream.concat(names.stream(), Stream.of("")).toList());
        }
        follow(watch.observations().seen(hostId, epoch, now.picture(), seen));
    }

    /** Whatever goes wrong, the connection is made anew, which finds out why and looks at everything. */
    private void orLost(Live now, Runnable work) {
        try {
            work.run();
        } catch (KloigosException e) {
            lost(now, e);
            throw e;
        }
    }

    private void guarded(Live now, Runnable work) {
        try {
            orLost(now, work);
        } catch (KloigosException e) {
            LOG.debug("Host {} is tried again", hostId, e);
        }
    }

    private void follow(Collection<DomainChange> changes) {
        recorded += changes.size();
        lookForAddresses(changes);
    }

    private void lookForAddresses(Collection<DomainChange> changes) {
        for (DomainChange change : changes) {
            Domain domain = change.after();
            if (domain != null && waitsForAddress(domain)) {
                addressLooks.put(domain.vmId(), 0);
                lookForAddressLater(domain.vmId());
            } else {
                addressLooks.remove(change.vmId());
            }
        }
    }

    private static boolean waitsForAddress(Domain domain) {
        return domain.state() == PowerState.RUNNING
                && domain.addresses().isEmpty()
                && !domain.nics().isEmpty();
    }

    private void lookForAddressLater(UUID vmId) {
        int done = addressLooks.getOrDefault(vmId, ADDRESS_LOOKS.size());
        if (done < ADDRESS_LOOKS.size()) {
            watch.timer()
                    .schedule(
                            () -> watch.executor().execute(() -> inTurn(() -> lookForAddress(vmId, done))),
                            ADDRESS_LOOKS.get(done).toMillis(),
                            TimeUnit.MILLISECONDS);
        } else {
            addressLooks.remove(vmId);
        }
    }

    private void lookForAddress(UUID vmId, int done) {
        Live now = live;
        Integer expected = addressLooks.get(vmId);
        if (now == null || expected == null || expected != done) {
            return;
        }
        addressLooks.put(vmId, done + 1);
        now.picture().domain(vmId).ifPresent(domain -> guarded(now, () -> see(now, List.of(domain.name()))));
        lookForAddressLater(vmId);
    }

    // Figures

    private void planFigures() {
        Duration interval = watch.settings().figuresInterval();
        if (!interval.isZero()) {
            figures.in(Duration.ofMillis(ThreadLocalRandom.current().nextLong(interval.toMillis()) + 1));
        }
    }

    private void readFigures() {
        Live now = live;
        if (now == null || stopped) {
            return;
        }
        long before = recorded;
        try {
            HostFigures read = now.hypervisor().figures();
            watch.figures().add(hostId, watch.clock().instant(), read);
            inTurn(() -> compareStates(now, read, before));
            figures.in(watch.settings().figuresInterval());
        } catch (KloigosException e) {
            inTurn(() -> lost(now, e));
        }
    }

    /** Figures tell states too: a change that no event told of is looked at. */
    private void compareStates(Live now, HostFigures read, long recordedBefore) {
        if (live != now || recorded != recordedBefore) {
            return;
        }
        Map<UUID, PowerState> states = new HashMap<>();
        read.domains().forEach(domain -> states.put(domain.vmId(), domain.state()));
        for (Domain known : now.picture().domains()) {
            PowerState state = states.remove(known.vmId());
            boolean active = known.state() == PowerState.RUNNING || known.state() == PowerState.PAUSED;
            if (state == null ? active : state != known.state()) {
                correct(known.name());
            }
        }
        read.domains().stream()
                .filter(domain -> states.containsKey(domain.vmId()))
                .forEach(domain -> correct(domain.name()));
        drain();
    }

    private void correct(String name) {
        if (!touched.has(name)) {
            watch.counts().corrections.increment();
            touched.add(name);
        }
    }

    private static Duration jittered(Duration span) {
        return Duration.ofMillis(
                (long) (span.toMillis() * ThreadLocalRandom.current().nextDouble(0.9, 1.1)));
    }

    /** Hears for one connection; what it hears before that has been looked at completely waits for it. */
    private final class Ears implements HostListener {
        private volatile @Nullable Live heardOver;
        private volatile @Nullable KloigosException lostBefore;

        void hear(Live connection) {
            heardOver = connection;
            KloigosException reason = lostBefore;
            if (reason != null) {
                throw reason;
            }
        }

        @Override
        public void domainChanged(String name) {
            watch.counts().eventsHeard.increment();
            touch(name);
        }

        @Override
        public void hostChanged() {
            watch.counts().eventsHeard.increment();
            sweeps.noLaterThan(BETWEEN_CHANGES);
        }

        @Override
        public void lost(KloigosException reason) {
            lostBefore = reason;
            Live over = heardOver;
            if (over != null) {
                watch.executor().execute(() -> carefully(() -> WatchedHost.this.lost(over, reason)));
            }
        }
    }
}
