package io.kloigos.core.observation;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.PowerState;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The guests of a host that were started and have no address yet. One shows up without an event, so each is looked at
 * again after some pauses. Used by whoever has the host's turn.
 */
final class AddressLooks {
    private static final List<Duration> PAUSES =
            Stream.of(1, 2, 3, 5, 8, 15, 30, 60).map(Duration::ofSeconds).toList();

    private final Map<UUID, Integer> done = new HashMap<>();
    private final BiConsumer<Runnable, Duration> later;
    private final Consumer<UUID> look;

    /** @param later runs something in the host's turn, after a while */
    AddressLooks(BiConsumer<Runnable, Duration> later, Consumer<UUID> look) {
        this.later = later;
        this.look = look;
    }

    void follow(Collection<DomainChange> changes) {
        for (DomainChange change : changes) {
            Domain domain = change.after();
            if (domain != null && waits(domain)) {
                plan(domain.vmId(), 0);
            } else {
                done.remove(change.vmId());
            }
        }
    }

    private static boolean waits(Domain domain) {
        return domain.state() == PowerState.RUNNING
                && domain.addresses().isEmpty()
                && !domain.nics().isEmpty();
    }

    private void plan(UUID vmId, int looks) {
        if (looks < PAUSES.size()) {
            done.put(vmId, looks);
            later.accept(() -> look(vmId, looks), PAUSES.get(looks));
        } else {
            done.remove(vmId);
        }
    }

    private void look(UUID vmId, int looks) {
        if (done.getOrDefault(vmId, -1) == looks) {
            done.put(vmId, looks + 1);
            look.accept(vmId);
            if (done.getOrDefault(vmId, -1) == looks + 1) {
                plan(vmId, looks + 1);
            }
        }
    }
}
