package io.kloigos.core.host;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisors;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every host in turn: one that can be reached is swept, one that cannot is tried again. What is recorded is what
 * was seen; a host that does not answer becomes unreachable, and its VMs unobserved.
 */
public final class HostWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostWatch.class);
    private static final int AT_ONCE = 4;
    private static final int MOST_HOSTS = 10_000;

    private final HostService hosts;
    private final Hypervisors hypervisors;
    private final Database database;
    private final Clock clock;
    private final BiConsumer<String, HostView> recorder;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clockwork =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "kloigos-host-watch"));
    private final ExecutorService lookers =
            Executors.newFixedThreadPool(AT_ONCE, work -> new Thread(work, "kloigos-look"));

    /** @param recorder records a complete look at a host */
    public HostWatch(
            HostService hosts,
            Hypervisors hypervisors,
            Database database,
            Clock clock,
            BiConsumer<String, HostView> recorder) {
        this.hosts = hosts;
        this.hypervisors = hypervisors;
        this.database = database;
        this.clock = clock;
        this.recorder = recorder;
    }

    public void start(Duration interval) {
        clockwork.scheduleWithFixedDelay(this::round, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Looks at one host now and records what was seen. Blocks; never throws for a host that cannot be reached. */
    public Host look(Host host) {
        if (!host.isReachable()) {
            return hosts.contact(Caller.of("kloigos"), host.hostId());
        }
        try {
            HostView view = hypervisors.at(host.endpoint()).look();
            recorder.accept(host.hostId(), view);
            database.run(tx -> tx.mapper(HostMapper.class).observed(host.hostId(), clock.instant()));
            return hosts.get(host.hostId());
        } catch (KloigosException e) {
            if (e.code() != ErrorCode.HOST_UNREACHABLE && e.code() != ErrorCode.HOST_FAILED) {
                throw e;
            }
            // find out why: a fresh attempt names what stands in the way
            return hosts.contact(Caller.of("kloigos"), host.hostId());
        }
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
        lookers.shutdownNow();
    }

    private void round() {
        try {
            hosts.list(null, null, null, MOST_HOSTS).stream()
                    .filter(h -> h.mode() != HostMode.DISABLED && h.connection() != HostConnection.REGISTERED)
                    .filter(h -> underWay.add(h.hostId()))
                    .forEach(h -> lookers.execute(() -> lookQuietly(h)));
        } catch (RuntimeException e) {
            LOG.warn("The hosts could not be listed; tried again: {}", e.toString());
        }
    }

    private void lookQuietly(Host host) {
        try {
            look(host);
        } catch (RuntimeException e) {
            LOG.warn("Host {} could not be looked at; tried again: {}", host.hostId(), e.toString());
        } finally {
            underWay.remove(host.hostId());
        }
    }
}
