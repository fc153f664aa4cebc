package io.kloigos.core.runbook;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostQuery;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.runbook.RunbookMapper.ChildRow;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskStatus;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmPhase;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.migration.MigrationRequest;
import io.kloigos.core.vm.placement.HostFit;
import io.kloigos.core.vm.placement.Need;
import io.kloigos.core.vm.placement.PlacementRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Moves all VMs off one host, a few at a time, each to the host that has most room; where one refuses it, to the next. What
 * was begun before a crash is found among the children of the step.
 */
final class Evacuation {
    private static final int MOST_HOSTS = 1000;

    /** A VM on its way. */
    private record Departure(Vm vm, String target) {}

    private final Evacuations.Services services;
    private final Conductor conductor;
    private final String hostId;
    private final int parallel;
    private final Map<UUID, Departure> moving = new LinkedHashMap<>();
    private final Map<UUID, Set<String>> tried = new LinkedHashMap<>();
    private final Map<UUID, List<String>> refusals = new LinkedHashMap<>();
    private final Map<String, String> staying = new LinkedHashMap<>();
    private final Set<UUID> given = new HashSet<>();
    private final List<String> moved = new ArrayList<>();

    Evacuation(Evacuations.Services services, Conductor conductor, String hostId, int parallel) {
        this.services = services;
        this.conductor = conductor;
        this.hostId = hostId;
        this.parallel = parallel;
    }

    /** Says who moved where. {@code CONFLICT} when something stays, with each and the reasons. */
    String run() {
        if (conductor.isRehearsal()) {
            services.hosts().get(hostId).checkReachable();
            vms().forEach(this::rehearse);
            return report();
        }
        awaitConnections();
        services.hosts().get(hostId).checkReachable();
        takeUp();
        do {
            departNext();
            settle();
        } while (!moving.isEmpty() || next().isPresent());
        strangers();
        return report();
    }

    /** After a start, or when another instance takes over, hosts are connected again: none is refused for that. */
    private void awaitConnections() {
        services.hosts().list(new HostQuery(HostStatus.UNREACHABLE, null, null, null, null, MOST_HOSTS)).stream()
                .filter(Host::isBeingConnected)
                .forEach(host -> services.hosts().refresh(host.hostId()));
    }

    private List<Vm> vms() {
        List<Vm> all = new ArrayList<>();
        services.vms().each(VmQuery.onHost(hostId), all::add);
        return all;
    }

    /** Goes on from what an earlier process began. */
    private void takeUp() {
        for (ChildRow child : conductor.children()) {
            UUID vmId = UUID.fromString(child.childKey().split("/", 3)[1]);
            tried(vmId).add(child.decision());
            UUID taskId = child.taskId();
            find(vmId).ifPresent(vm -> takeUp(vm, child, taskId));
        }
    }

    private void takeUp(Vm vm, ChildRow child, @Nullable UUID taskId) {
        if (taskId == null) {
            depart(vm, child.childKey(), child.decision());
        } else if (conductor.task(taskId).status().isFinal()) {
            settled(vm, child.decision(), conductor.task(taskId));
        } else {
            moving.put(taskId, new Departure(vm, child.decision()));
        }
    }

    /** Empty when it was deleted meanwhile. */
    private Optional<Vm> find(UUID vmId) {
        try {
            return Optional.of(services.vms().get(vmId));
        } catch (KloigosException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<Vm> next() {
        Set<UUID> onTheirWay =
                moving.values().stream().map(each -> each.vm().vmId()).collect(Collectors.toSet());
        return vms().stream()
                .filter(vm -> !onTheirWay.contains(vm.vmId()) && !given.contains(vm.vmId()))
                .findFirst();
    }

    private void departNext() {
        Optional<Vm> next = next();
        while (moving.size() < parallel && next.isPresent()) {
            Vm vm = next.get();
            Optional<String> target = vm.phase() == VmPhase.ACTIVE ? target(vm) : Optional.empty();
            if (target.isEmpty() && !moving.isEmpty()) {
                // there may be room for it once those on their way have arrived, or have not
                return;
            }
            if (target.isEmpty() && vm.phase() == VmPhase.ACTIVE) {
                awaitConnections();
                target = target(vm);
            }
            if (target.isPresent()) {
                depart(vm, "move/" + vm.vmId() + "/" + tried(vm.vmId()).size(), target.get());
            } else {
                given.add(vm.vmId());
                staying.put(vm.name(), why(vm));
            }
            next = next();
        }
    }

    private void depart(Vm vm, String key, String target) {
        tried(vm.vmId()).add(target);
        try {
            UUID taskId = conductor.start(
                    key,
                    target,
                    (caller, decided) -> services.migrations()
                            .migrate(caller, vm.vmId(), new MigrationRequest(decided, null, null)));
            moving.put(taskId, new Departure(vm, target));
        } catch (KloigosException e) {
            refused(vm, target, String.valueOf(e.getMessage()));
        }
    }

    private void settle() {
        if (moving.isEmpty()) {
            return;
        }
        conductor.awaitAny(moving.keySet());
        for (UUID taskId : List.copyOf(moving.keySet())) {
            Task task = conductor.task(taskId);
            Departure departure = moving.get(taskId);
            if (task.status().isFinal() && departure != null) {
                moving.remove(taskId);
                settled(departure.vm(), departure.target(), task);
            }
        }
        int all = moved.size() + vms().size();
        conductor.progress(all == 0 ? 100 : 100 * moved.size() / all);
    }

    private void settled(Vm vm, String target, Task task) {
        if (task.status() == TaskStatus.SUCCEEDED) {
            moved.add(vm.name() + " to " + target);
        } else {
            refused(vm, target, String.valueOf(task.failure().getMessage()));
        }
    }

    private void refused(Vm vm, String target, String why) {
        refusals.computeIfAbsent(vm.vmId(), id -> new ArrayList<>()).add(target + ": " + why);
    }

    private Set<String> tried(UUID vmId) {
        return tried.computeIfAbsent(vmId, id -> new HashSet<>());
    }

    /** The host with most room that was not tried, what is on its way counted in. */
    private Optional<String> target(Vm vm) {
        return services.placement().explain(need(vm)).stream()
                .filter(fit -> !fit.hostId().equals(hostId) && fit.fits())
                .filter(fit -> !tried(vm.vmId()).contains(fit.hostId()) && hasRoom(fit, vm))
                .map(HostFit::hostId)
                .findFirst();
    }

    private boolean hasRoom(HostFit fit, Vm vm) {
        List<Vm> coming = moving.values().stream()
                .filter(each -> each.target().equals(fit.hostId()))
                .map(Departure::vm)
                .toList();
        long cpus = coming.stream().mapToLong(Vm::cpuCores).sum();
        long memory = coming.stream().mapToLong(Vm::memoryMb).sum();
        return fit.freeCpuCores() - cpus >= vm.cpuCores() && fit.freeMemoryMb() - memory >= vm.memoryMb();
    }

    private static Need need(Vm vm) {
        VmSpec spec = vm.spec();
        List<String> networks = spec == null
                ? List.of()
                : spec.nics().stream().map(NicSpec::network).distinct().toList();
        return new Need(
                vm.name(), vm.projectId(), vm.cpuCores(), vm.memoryMb(), null, networks, null, PlacementRule.SPREAD);
    }

    private String why(Vm vm) {
        if (vm.phase() != VmPhase.ACTIVE) {
            return "another task is " + (vm.phase() == VmPhase.DELETING ? "deleting" : "making") + " it";
        }
        List<String> reasons = new ArrayList<>(refusals.getOrDefault(vm.vmId(), List.of()));
        services.placement().explain(need(vm)).stream()
                .filter(fit -> !fit.hostId().equals(hostId) && !tried(vm.vmId()).contains(fit.hostId()))
                .map(fit -> fit.hostId() + ": "
                        + (fit.fits() ? "others are on their way there" : String.join(", ", fit.reasons())))
                .forEach(reasons::add);
        return reasons.isEmpty() ? "there is no other host" : String.join("; ", reasons);
    }

    /** Domains that are not ours stay, and whoever wants the host empty has to know. */
    private void strangers() {
        Set<UUID> ours = vms().stream().map(Vm::vmId).collect(Collectors.toSet());
        for (Domain domain : services.inventory().domains(hostId)) {
            if (!ours.contains(domain.vmId()) && !tried.containsKey(domain.vmId())) {
                staying.put(domain.name(), "it is not managed here: adopt it, or move it by hand");
            }
        }
    }

    private void rehearse(Vm vm) {
        Optional<String> target = vm.phase() == VmPhase.ACTIVE ? target(vm) : Optional.empty();
        if (target.isEmpty()) {
            staying.put(vm.name(), why(vm));
            return;
        }
        conductor.rehearse(caller ->
                services.migrations().migrate(caller, vm.vmId(), new MigrationRequest(target.get(), null, null)));
        moved.add(vm.name() + " to " + target.get());
        moving.put(vm.vmId(), new Departure(vm, target.get()));
    }

    private String report() {
        String done =
                moved.isEmpty() ? "No VM moved off " + hostId : "Moved off " + hostId + ": " + String.join(", ", moved);
        if (staying.isEmpty()) {
            return done;
        }
        String words = staying.entrySet().stream()
                .map(each -> each.getKey() + " (" + each.getValue().replaceAll("\\.$", "") + ")")
                .collect(Collectors.joining("; "));
        throw KloigosException.conflict(done + ". These stay: " + words + ".");
    }
}
