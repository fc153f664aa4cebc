package io.kloigos.core.observation;

import com.sun.management.OperatingSystemMXBean;
import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostLooks;
import io.kloigos.core.host.HostRecords;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches hosts. Each host is connected to by exactly one of the engines on a database; what changes there is heard of,
 * looked at and recorded as it happens. A host that does not answer becomes unreachable, its VMs unobserved, and it is
 * tried again until it is back.
 */
public final class HostWatch implements HostLooks, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostWatch.class);
    private static final long ROUND_MS = 2000;
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(500);
    /** With so many hosts, whoever starts the engine has the processors first: connecting takes all of them for a while. */
    private static final int MANY = 50;

    private static final Duration AFTER_START = Duration.ofSeconds(3);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);

    private final Database database;
    private final TaskService tasks;
    private final HostRecords records;
    private final Hypervisors hypervisors;
    private final Clock clock;
    private final WatchSettings settings;
    private final HostLeases leases;
    private final Observations observations;
    private final Figures figures = new Figures();
    private final WatchCounts counts = new WatchCounts();
    private final Map<String, WatchedHost> hosts = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newScheduledThreadPool(1, work -> new Thread(work, "kloigos-watch-timer"));
    private final ScheduledExecutorService rounds =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "kloigos-host-leases"));
    private final ExecutorService executor = Executors.newCachedThreadPool(work -> new Thread(work, "kloigos-watch"));
    private final Admission admission = new Admission(
            executor,
            this::later,
            System::nanoTime,
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)::getCpuLoad,
            2 * Math.max(2, Runtime.getRuntime().availableProcessors()));
    private volatile boolean started;
    private volatile boolean closed;

    public HostWatch(
            Database database,
            TaskService tasks,
            EventService events,
            HostRecords records,
            Hypervisors hypervisors,
            Clock clock,
            UUID instanceId,
            WatchSettings settings) {
        this.database = database;
        this.tasks = tasks;
        this.records = records;
        this.hypervisors = hypervisors;
        this.clock = clock;
        this.settings = settings;
        this.leases = new HostLeases(database, clock, instanceId);
        this.observations = new Observations(database, leases, records, events, clock);
    }

    /**
     * Takes the hosts that nobody has before it returns, so that no task finds them as their last owner left them.
     *
     * @param alone whether no other engine can be on this database
     */
    public void start(boolean alone) {
        leases.join(alone);
        round(null);
        started = true;
        rounds.scheduleWithFixedDelay(() -> round(null), ROUND_MS, ROUND_MS, TimeUnit.MILLISECONDS);
    }

    public List<TaskHandler<?>> handlers() {
        return List.of(new LookAtHost(this));
    }

    @Override
    public Host look(String hostId) {
        WatchedHost here = hosts.get(hostId);
        LeaseMapper.Owned owned = leases.owned(hostId);
        if (here == null || owned == null || !here.isOwnedAs(owned)) {
            round(hostId);
            here = hosts.get(hostId);
        }
        if (here == null) {
            lookElsewhere(hostId);
        } else {
            lookHere(hostId, here);
        }
        return records.get(hostId);
    }

    /** Looks at a host of ours; for its task. */
    void lookHere(String hostId) {
        WatchedHost here = hosts.get(hostId);
        if (here != null) {
            lookHere(hostId, here);
        }
    }

    private void lookHere(String hostId, WatchedHost here) {
        try {
            here.look();
        } catch (HostLeases.Lost e) {
            throw notOurs(hostId, e);
        }
    }

    private void lookElsewhere(String hostId) {
        CompletableFuture<?> looked = tasks.completion(database.transact(tx -> tasks.submit(
                tx,
                Caller.of("kloigos"),
                new TaskRequest(
                        LookAtHost.TYPE,
                        "host:" + hostId,
                        hostId,
                        new LookAtHost.Params(hostId),
                        List.of(),
                        "Look at host " + hostId))));
        try {
            looked.get(ELSEWHERE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("The look at host {} by another engine has not ended: {}", hostId, e.toString());
        }
    }

    @Override
    public void changed(String hostId) {
        if (!closed) {
            rounds.execute(() -> round(null));
        }
    }

    /**
     * Looks at one domain of a host of ours now and records what was seen. {@code HOST_UNREACHABLE} when the host cannot be
     * asked, or belongs to another engine.
     *
     * @param name what the domain is called
     */
    public void see(String hostId, String name) {
        WatchedHost here = hosts.get(hostId);
        if (here == null) {
            // a lease may have been taken that the round which took it has not acted on yet
            round(hostId);
            here = hosts.get(hostId);
        }
        if (here == null) {
            throw notOurs(hostId, null);
        }
        try {
            here.look(List.of(name));
        } catch (HostLeases.Lost e) {
            throw notOurs(hostId, e);
        }
    }

    /**
     * Waits until such a domain is seen, or it is gone. Events tell of it: the host is not asked again and again.
     *
     * @param known what is recorded of it now; null when it is not there
     * @param givenUp asked twice a second while it waits: whether the answer is false at once
     * @return whether it was seen
     */
    public boolean await(
            UUID vmId,
            Predicate<Domain> wanted,
            Supplier<@Nullable Domain> known,
            Duration deadline,
            BooleanSupplier givenUp) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Consumer<DomainChange> listener = change -> {
            Domain after = change.after();
            if (change.vmId().equals(vmId) && (after == null || wanted.test(after))) {
                answer.complete(after != null);
            }
        };
        observations.onChange(listener);
        try {
            Domain now = known.get();
            return now == null || wanted.test(now) ? now != null : await(answer, deadline, givenUp);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KloigosException(ErrorCode.HOST_UNREACHABLE, "The wait for a VM was interrupted.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            observations.noLonger(listener);
        }
    }

    private static boolean await(CompletableFuture<Boolean> answer, Duration deadline, BooleanSupplier givenUp)
            throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + deadline.toNanos();
        while (!givenUp.getAsBoolean()) {
            long left = end - System.nanoTime();
            try {
                return answer.get(Math.min(left, BETWEEN_QUESTIONS.toNanos()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (left <= BETWEEN_QUESTIONS.toNanos()) {
                    return false;
                }
            }
        }
        return false;
    }

    private static KloigosException notOurs(String hostId, @Nullable Throwable cause) {
        return new KloigosException(
                ErrorCode.HOST_UNREACHABLE,
                "Host " + hostId + " is not connected to this instance now. Try again in a few seconds.",
                cause);
    }

    /** Where a host of ours is connected to; empty when it is not connected, or not ours. */
    Optional<HostEndpoint> endpoint(String hostId) {
        return Optional.ofNullable(hosts.get(hostId)).flatMap(WatchedHost::endpoint);
    }

    /** The hosts that this process is connected to and listens to. */
    public Set<String> connected() {
        Set<String> connected = new HashSet<>();
        hosts.forEach((id, host) -> {
            if (host.isLive()) {
                connected.add(id);
            }
        });
        return connected;
    }

    public Figures figures() {
        return figures;
    }

    public WatchCounts counts() {
        return counts;
    }

    @Override
    public void close() {
        closed = true;
        rounds.shutdownNow();
        timer.shutdownNow();
        hosts.values().forEach(WatchedHost::stop);
        admission.close();
        executor.shutdownNow();
        try {
            executor.awaitTermination(5, TimeUnit.SECONDS);
            leases.leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.info("The hosts could not be given away; their lease ends by itself: {}", e.toString());
        }
    }

    /** @param looking a host that the caller is going to look at itself */
    private synchronized void round(@Nullable String looking) {
        if (closed) {
            return;
        }
        try {
            Set<String> ours = new HashSet<>();
            List<LeaseMapper.Owned> all = leases.renew();
            Duration pause = started || all.size() < MANY ? Duration.ZERO : AFTER_START;
            for (LeaseMapper.Owned owned : all) {
                ours.add(owned.hostId());
                hosts.computeIfAbsent(owned.hostId(), id -> new WatchedHost(id, this))
                        .own(owned.epoch(), owned.revision(), owned.hostId().equals(looking) ? null : pause);
            }
            hosts.entrySet().removeIf(entry -> {
                if (!ours.contains(entry.getKey())) {
                    entry.getValue().stop();
                }
                return !ours.contains(entry.getKey());
            });
            leases.heard(hosts.entrySet().stream()
                    .filter(host -> host.getValue().wasHeardSinceAsked())
                    .map(Map.Entry::getKey)
                    .toList());
        } catch (RuntimeException e) {
            LOG.warn("The leases of the hosts could not be renewed; tried again: {}", e.toString());
            if (!leases.holds()) {
                hosts.values().forEach(WatchedHost::stop);
                hosts.clear();
            }
        }
    }

    // What a watched host needs

    boolean holdsLease() {
        return leases.holds();
    }

    HostRecords records() {
        return records;
    }

    Hypervisors hypervisors() {
        return hypervisors;
    }

    Observations observations() {
        return observations;
    }

    WatchSettings settings() {
        return settings;
    }

    Clock clock() {
        return clock;
    }

    private void later(Runnable work, Duration delay) {
        if (!closed) {
            timer.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    ExecutorService executor() {
        return executor;
    }

    Admission admission() {
        return admission;
    }
}
