package io.kloigos.core.observation;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainFigures;
import io.kloigos.core.hypervisor.HostFigures;
import io.kloigos.core.hypervisor.PowerState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the database has of a host, kept by the one engine that writes it, so that a change costs no reading. Not
 * thread-safe; thrown away when a write failed.
 */
final class Picture {
    private final String hostId;
    private final Map<UUID, Domain> domains;
    private final Map<HostItem.Place, HostItem> items;

    Picture(String hostId, Collection<Domain> domains, Collection<HostItem> items) {
        this.hostId = hostId;
        this.domains = domains.stream()
                .collect(Collectors.toMap(Domain::vmId, Function.identity(), (a, b) -> b, LinkedHashMap::new));
        this.items = items.stream()
                .collect(Collectors.toMap(HostItem::place, Function.identity(), (a, b) -> b, HashMap::new));
    }

    Optional<Domain> domain(UUID vmId) {
        return Optional.ofNullable(domains.get(vmId));
    }

    Collection<Domain> domains() {
        return domains.values();
    }

    /**
     * What is different when these domains were looked at.
     *
     * @param all all the ids there are; null when that was not asked
     */
    List<DomainChange> compare(@Nullable Set<UUID> all, Collection<Domain> seen) {
        List<DomainChange> changes = new ArrayList<>();
        for (Domain domain : seen) {
            Domain known = domains.get(domain.vmId());
            if (!domain.equals(known)) {
                changes.add(new DomainChange(hostId, known, domain));
            }
        }
        for (Domain known : domains.values()) {
            if (all != null && !all.contains(known.vmId())) {
                changes.add(new DomainChange(hostId, known, null));
            }
        }
        return changes;
    }

    /** Whether one of these has a name that another domain had: what became of that one is not known. */
    boolean isNamedAnew(Collection<Domain> seen) {
        Map<String, UUID> names = seen.stream().collect(Collectors.toMap(Domain::name, Domain::vmId, (a, b) -> b));
        return domains.values().stream()
                .anyMatch(
                        known -> !names.getOrDefault(known.name(), known.vmId()).equals(known.vmId()));
    }

    /** The names of those whose state was another one when the host told its figures. */
    List<String> differingFrom(HostFigures figures) {
        Map<UUID, DomainFigures> told = new LinkedHashMap<>();
        figures.domains().forEach(domain -> told.put(domain.vmId(), domain));
        List<String> names = new ArrayList<>();
        for (Domain known : domains.values()) {
            DomainFigures now = told.remove(known.vmId());
            boolean active = known.state() == PowerState.RUNNING || known.state() == PowerState.PAUSED;
            if (now == null ? active : now.state() != known.state()) {
                names.add(known.name());
            }
        }
        told.values().forEach(unknown -> names.add(unknown.name()));
        return names;
    }

    List<HostItem> newItems(Collection<HostItem> seen) {
        return seen.stream()
                .filter(item -> !item.equals(items.get(item.place())))
                .toList();
    }

    List<HostItem> goneItems(Collection<HostItem> seen) {
        Set<HostItem.Place> there = seen.stream().map(HostItem::place).collect(Collectors.toSet());
        return items.values().stream()
                .filter(item -> !there.contains(item.place()))
                .toList();
    }

    void apply(Collection<DomainChange> changes) {
        for (DomainChange change : changes) {
            Domain after = change.after();
            if (after == null) {
                domains.remove(change.vmId());
            } else {
                domains.put(change.vmId(), after);
            }
        }
    }

    void replaceItems(Collection<HostItem> seen) {
        items.clear();
        seen.forEach(item -> items.put(item.place(), item));
    }
}
