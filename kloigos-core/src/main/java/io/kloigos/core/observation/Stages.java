package io.kloigos.core.observation;

import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.PlannedCommand;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.RanCommand;
import io.kloigos.core.hypervisor.Rehearsal;
import io.kloigos.core.task.Plan.HostCommand;
import io.kloigos.core.task.Planner.RehearsalStage;
import io.kloigos.core.task.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where tasks act: the hosts that are watched, or rehearsals on them. */
public final class Stages {
    /** Events come about when a change ends; what is looked at upon them is recorded a moment later. */
    private static final Duration TOLD = Duration.ofSeconds(1);

    private final HostService hosts;
    private final HostWatch watch;
    private final Hypervisors hypervisors;
    private final Function<UUID, String> domainNames;
    private final Function<UUID, @Nullable Domain> lastSeen;

    /**
     * @param domainNames what VMs are called on their hosts
     * @param lastSeen what was last seen of a VM
     */
    public Stages(
            HostService hosts,
            HostWatch watch,
            Hypervisors hypervisors,
            Function<UUID, String> domainNames,
            Function<UUID, @Nullable Domain> lastSeen) {
        this.hosts = hosts;
        this.watch = watch;
        this.hypervisors = hypervisors;
        this.domainNames = domainNames;
        this.lastSeen = lastSeen;
    }

    /** The hosts themselves. Thread-safe. */
    public Stage real() {
        return new Real();
    }

    /** A stage for one rehearsal. Not thread-safe. */
    public RehearsalStage rehearsal() {
        return new Rehearsed();
    }

    private final class Real implements Stage {
        @Override
        public Hypervisor at(String hostId) {
            return hypervisors.at(endpoint(hostId));
        }

        private HostEndpoint endpoint(String hostId) {
            return watch.endpoint(hostId).orElseGet(() -> hosts.get(hostId).endpoint());
        }

        @Override
        public Hypervisor at(String hostId, Consumer<RanCommand> log) {
            return hypervisors.at(endpoint(hostId), log);
        }

        @Override
        public void observe(String hostId, UUID vmId) {
            watch.see(hostId, domainNames.apply(vmId));
        }

        @Override
        public void observe(String hostId, UUID vmId, PowerState expected) {
            if (!watch.await(vmId, seen -> seen.state() == expected, () -> lastSeen.apply(vmId), TOLD, () -> false)) {
                observe(hostId, vmId);
            }
        }

        @Override
        public void observe(String hostId) {
            hosts.refresh(hostId);
        }

        @Override
        public boolean awaitState(
                String hostId, UUID vmId, PowerState state, Duration deadline, BooleanSupplier givenUp) {
            observe(hostId, vmId);
            return watch.await(vmId, seen -> seen.state() == state, () -> lastSeen.apply(vmId), deadline, givenUp);
        }

        @Override
        public boolean awaitAddress(String hostId, UUID vmId, Duration deadline) {
            observe(hostId, vmId);
            return watch.await(
                    vmId, seen -> !seen.addresses().isEmpty(), () -> lastSeen.apply(vmId), deadline, () -> false);
        }

        @Override
        public void record(Runnable work) {
            work.run();
        }
    }

    private final class Rehearsed implements RehearsalStage {
        private final Map<String, Rehearsal> rehearsals = new LinkedHashMap<>();
        private final Map<String, Integer> taken = new HashMap<>();

        @Override
        public Hypervisor at(String hostId) {
            return rehearsals
                    .computeIfAbsent(
                            hostId, id -> hypervisors.rehearse(hosts.get(id).endpoint()))
                    .hypervisor();
        }

        @Override
        public void observe(String hostId, UUID vmId) {}

        @Override
        public void observe(String hostId, UUID vmId, PowerState expected) {}

        @Override
        public void observe(String hostId) {}

        @Override
        public boolean awaitState(
                String hostId, UUID vmId, PowerState state, Duration deadline, BooleanSupplier givenUp) {
            return true;
        }

        @Override
        public boolean awaitAddress(String hostId, UUID vmId, Duration deadline) {
            return true;
        }

        @Override
        public void record(Runnable work) {}

        @Override
        public boolean isRehearsal() {
            return true;
        }

        @Override
        public List<HostCommand> takeNotes() {
            List<HostCommand> notes = new ArrayList<>();
            rehearsals.forEach((hostId, rehearsal) -> {
                List<PlannedCommand> noted = rehearsal.noted().get();
                noted.stream()
                        .skip(taken.getOrDefault(hostId, 0))
                        .forEach(command -> notes.add(new HostCommand(hostId, command)));
                taken.put(hostId, noted.size());
            });
            return notes;
        }
    }
}
