package io.kloigos.core.vm;

import io.kloigos.core.database.Database;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.PowerState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** The way from VMs to the hosts that carry them, and back: what a host reports goes into the observed columns. */
final class VmHosts {
    private final Database database;
    private final HostService hosts;
    private final Hypervisors hypervisors;
    private final Clock clock;

    VmHosts(Database database, HostService hosts, Hypervisors hypervisors, Clock clock) {
        this.database = database;
        this.hosts = hosts;
        this.hypervisors = hypervisors;
        this.clock = clock;
    }

    Hypervisor at(String hostId) {
        return hypervisors.at(hosts.get(hostId).endpoint());
    }

    void checkReachable(String hostId) {
        hosts.get(hostId).checkReachable();
    }

    void checkTakesNewWork(String hostId) {
        hosts.get(hostId).checkTakesNewWork();
    }

    /** Looks at one VM and records what was seen; a VM that is not there keeps what was seen of it last. */
    void observe(String hostId, UUID vmId) {
        at(hostId).domain(vmId).ifPresent(domain -> {
            Instant now = clock.instant();
            database.run(tx -> tx.mapper(VmMapper.class).observe(hostId, domain, now));
        });
    }

    boolean awaitState(String hostId, UUID vmId, PowerState state, Duration span) {
        long end = System.nanoTime() + span.toNanos();
        while (at(hostId).state(vmId).orElse(null) != state) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(20_000_000);
        }
        return true;
    }

    /** Records one complete look at a host. */
    void record(String hostId, HostView view) {
        Instant now = clock.instant();
        database.run(tx -> {
            VmMapper vms = tx.mapper(VmMapper.class);
            view.domains().forEach(domain -> vms.observe(hostId, domain, now));
            vms.observeAbsent(hostId, view.domains().stream().map(Domain::vmId).toList(), now);
        });
    }
}
