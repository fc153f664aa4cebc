package io.kloigos.core.vm;

import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.observation.HostWatch;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The way from VMs to the hosts that carry them. */
final class VmHosts {
    private final HostService hosts;
    private final HostWatch watch;
    private final Hypervisors hypervisors;
    private final Function<UUID, @Nullable PowerState> lastState;

    VmHosts(
            HostService hosts,
            HostWatch watch,
            Hypervisors hypervisors,
            Function<UUID, @Nullable PowerState> lastState) {
        this.hosts = hosts;
        this.watch = watch;
        this.hypervisors = hypervisors;
        this.lastState = lastState;
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

    /** Looks at one VM and records what was seen. */
    void observe(String hostId, String name) {
        watch.see(hostId, name);
    }

    /** Looks at one VM and waits, if need be, until it is seen in that state; false when it is not, or is gone. */
    boolean awaitState(String hostId, UUID vmId, String name, PowerState state, Duration deadline) {
        observe(hostId, name);
        return watch.await(vmId, state, () -> lastState.apply(vmId), deadline);
    }
}
