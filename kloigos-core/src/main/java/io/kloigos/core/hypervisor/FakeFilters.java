package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/** The packet filters of a fake host. */
final class FakeFilters implements FiltersOfHost {
    private final Runnable answer;
    private final Function<UUID, Optional<Domain>> domains;
    private final Map<UUID, GroupFilter> groups = new TreeMap<>();
    private final Map<UUID, NicGuard> guards = new TreeMap<>();
    private final Set<UUID> standing = new TreeSet<>();

    /**
     * @param answer fails when the host does not answer
     * @param domains those of the host
     */
    FakeFilters(Runnable answer, Function<UUID, Optional<Domain>> domains) {
        this.answer = answer;
        this.domains = domains;
    }

    synchronized void copyTo(FakeFilters other) {
        other.groups.putAll(groups);
        other.guards.putAll(guards);
        other.standing.addAll(standing);
    }

    /** The domain is gone, and what stood before its interfaces with it. */
    synchronized void forget(UUID vmId) {
        guards.values().removeIf(guard -> guard.vmId().equals(vmId) && standing.remove(guard.id()));
    }

    /** An interface is there: what is defined to guard it stands before it. */
    synchronized void plugged(UUID vmId, String mac) {
        UUID id = NicGuard.idOf(vmId, mac);
        if (guards.containsKey(id)) {
            standing.add(id);
        }
    }

    /** An interface is gone, and its guard stands before nothing. */
    synchronized void unplugged(UUID vmId, String mac) {
        standing.remove(NicGuard.idOf(vmId, mac));
    }

    /** All that there is, one line each. */
    synchronized Map<String, String> lines() {
        Map<String, String> lines = new TreeMap<>();
        groups.forEach((id, group) -> lines.put("group " + id, group + "\n"));
        guards.forEach((id, guard) -> lines.put("guard " + id, guard + (standing.contains(id) ? " stands\n" : "\n")));
        return lines;
    }

    @Override
    public synchronized boolean hasGroup(UUID groupId) {
        answer.run();
        return groups.containsKey(groupId);
    }

    @Override
    public synchronized Set<UUID> groupsBefore(UUID vmId, String mac) {
        answer.run();
        NicGuard guard = guards.get(NicGuard.idOf(vmId, mac));
        return guard == null || !standing.contains(guard.id()) ? Set.of() : Set.copyOf(guard.groups());
    }

    @Override
    public synchronized void defineGroup(GroupFilter group) {
        answer.run();
        groups.put(group.groupId(), group);
    }

    @Override
    public synchronized void removeGroup(UUID groupId) {
        boolean used = guards.values().stream()
                .anyMatch(guard -> guard.groups().contains(groupId) && standing.contains(guard.id()) && runs(guard));
        if (used) {
            throw KloigosException.conflict("Security group " + groupId + " is in use.");
        }
        groups.remove(groupId);
    }

    private boolean runs(NicGuard guard) {
        return domains.apply(guard.vmId())
                .filter(domain -> domain.state() != PowerState.STOPPED)
                .isPresent();
    }

    @Override
    public synchronized void defineGuard(NicGuard guard) {
        answer.run();
        guard.groups().stream()
                .filter(id -> !groups.containsKey(id))
                .findFirst()
                .ifPresent(missing -> {
                    throw KloigosException.notFound("security group", missing);
                });
        guards.put(guard.id(), guard);
    }

    @Override
    public synchronized void removeGuard(UUID vmId, String mac) {
        UUID id = NicGuard.idOf(vmId, mac);
        if (standing.contains(id)) {
            throw KloigosException.conflict("The guard of " + mac + " is in use.");
        }
        guards.remove(id);
    }

    @Override
    public synchronized void guard(UUID vmId, String mac, String owner) {
        Domain domain = domains.apply(vmId).orElseThrow(() -> KloigosException.notFound("domain", vmId));
        FakeDomains.refuse(domain, owner);
        if (domain.next().nics().stream().noneMatch(nic -> nic.mac().equalsIgnoreCase(mac))) {
            throw KloigosException.notFound("interface of " + vmId + ":", mac);
        }
        UUID id = NicGuard.idOf(vmId, mac);
        if (!guards.containsKey(id)) {
            throw KloigosException.notFound("guard of", mac);
        }
        standing.add(id);
    }

    @Override
    public synchronized void unguard(UUID vmId, String mac, String owner) {
        domains.apply(vmId).ifPresent(domain -> FakeDomains.refuse(domain, owner));
        standing.remove(NicGuard.idOf(vmId, mac));
        guards.remove(NicGuard.idOf(vmId, mac));
    }
}
