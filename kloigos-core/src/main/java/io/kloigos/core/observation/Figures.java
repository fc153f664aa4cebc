package io.kloigos.core.observation;

import io.kloigos.core.hypervisor.DomainFigures;
import io.kloigos.core.hypervisor.HostFigures;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The last figures of the hosts that this process is connected to, and a few before them. In memory only. */
public final class Figures {
    private static final int KEPT = 20;

    private final Map<String, Deque<Sample>> samples = new ConcurrentHashMap<>();

    /**
     * What a host said at some time.
     *
     * @param diskBytes what its domains have read and written since it is looked at
     * @param networkBytes what they have received and sent since
     */
    public record Sample(Instant at, HostFigures figures, long diskBytes, long networkBytes) {
        static Sample first(Instant at, HostFigures figures) {
            return new Sample(at, figures, 0, 0);
        }

        Sample next(Instant later, HostFigures now) {
            return new Sample(
                    later,
                    now,
                    diskBytes + grown(now, domain -> domain.diskReadBytes() + domain.diskWrittenBytes()),
                    networkBytes + grown(now, domain -> domain.networkReceivedBytes() + domain.networkSentBytes()));
        }

        /** The counters of a domain begin anew when it starts. */
        private long grown(HostFigures now, ToLongFunction<DomainFigures> counter) {
            Map<UUID, Long> before = figures.domains().stream()
                    .collect(Collectors.toMap(DomainFigures::vmId, counter::applyAsLong, (a, b) -> b));
            return now.domains().stream()
                    .mapToLong(domain -> {
                        long value = counter.applyAsLong(domain);
                        long was = before.getOrDefault(domain.vmId(), 0L);
                        return value >= was ? value - was : value;
                    })
                    .sum();
        }
    }

    /** What a host said of one domain at some time. */
    public record DomainSample(Instant at, DomainFigures figures) {}

    void add(String hostId, Instant at, HostFigures figures) {
        samples.compute(hostId, (id, known) -> {
            Deque<Sample> ring = known == null ? new ArrayDeque<>() : new ArrayDeque<>(known);
            ring.addLast(
                    ring.isEmpty() ? Sample.first(at, figures) : ring.getLast().next(at, figures));
            if (ring.size() > KEPT) {
                ring.removeFirst();
            }
            return ring;
        });
    }

    void forget(String hostId) {
        samples.remove(hostId);
    }

    /** The hosts that there are figures of, with the last ones. */
    public Map<String, Sample> latest() {
        Map<String, Sample> latest = new java.util.TreeMap<>();
        samples.forEach((host, ring) -> latest.put(host, ring.getLast()));
        return latest;
    }

    /** What is kept of a host, oldest first. */
    public List<Sample> ofHost(String hostId) {
        return List.copyOf(Optional.ofNullable(samples.get(hostId)).orElseGet(ArrayDeque::new));
    }

    /** What is kept of a domain, oldest first; nothing of when it did not run. */
    public List<DomainSample> ofDomain(String hostId, UUID vmId) {
        return ofHost(hostId).stream()
                .flatMap(sample -> sample.figures().domains().stream()
                        .filter(domain -> domain.vmId().equals(vmId))
                        .map(domain -> new DomainSample(sample.at(), domain)))
                .toList();
    }
}
