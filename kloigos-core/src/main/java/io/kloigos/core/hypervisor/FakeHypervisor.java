package io.kloigos.core.hypervisor;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A host in memory, for tests and for trying Kloigos without one. It keeps to the same contract as a real host; guests
 * obey a shutdown at once unless told otherwise. It has a pool and a network called {@code default}. Thread-safe.
 */
public final class FakeHypervisor implements Hypervisor {
    private final HostFacts facts;
    private final FakeStorage storage = new FakeStorage();
    private final Map<UUID, Domain> domains = new LinkedHashMap<>();
    private final List<Network> networks = new ArrayList<>();
    private @Nullable KloigosException failure;
    private boolean guestsObey = true;

    public FakeHypervisor() {
        this(new HostFacts(
                UUID.randomUUID().toString(),
                "fake",
                8,
                16 * 1024,
                List.of(
                        new HostFacts.NumaNode(0, List.of(0, 1, 2, 3), 8 * 1024),
                        new HostFacts.NumaNode(1, List.of(4, 5, 6, 7), 8 * 1024)),
                "9.0.0",
                "7.2.0",
                true));
    }

    public FakeHypervisor(HostFacts facts) {
        this.facts = facts;
        storage.addPool("default");
        networks.add(new Network(UUID.randomUUID().toString(), "default", true, "virbr0", "192.168.122.0/24"));
    }

    // What a test does to the host

    /** From now on every call fails with this, until {@link #recover}. */
    public synchronized void failWith(KloigosException with) {
        failure = with;
    }

    /** The host cannot be reached any more, until {@link #recover}. */
    public void goAway() {
        failWith(new KloigosException(ErrorCode.HOST_UNREACHABLE, "The fake host is away."));
    }

    public synchronized void recover() {
        failure = null;
    }

    /** Whether guests shut down when they are asked to. */
    public synchronized void guestsObey(boolean obey) {
        guestsObey = obey;
    }

    public void addPool(String pool) {
        storage.addPool(pool);
    }

    public synchronized void addNetwork(Network network) {
        networks.add(network);
    }

    /** Somebody else's doing: puts a domain there as it is, whatever was there before. */
    public synchronized void put(Domain domain) {
        domains.put(domain.vmId(), domain);
    }

    /** Somebody else's doing: the domain is gone. */
    public synchronized void remove(UUID vmId) {
        domains.remove(vmId);
    }

    /** The bytes that were uploaded to a volume. */
    public byte[] content(String pool, String volume) {
        return storage.content(pool, volume);
    }

    // The port

    @Override
    public HostFacts facts() {
        answer();
        return facts;
    }

    private synchronized void answer() {
        if (failure != null) {
            throw new KloigosException(failure.code(), String.valueOf(failure.getMessage()), failure);
        }
    }

    @Override
    public synchronized HostView look() {
        answer();
        return new HostView(List.copyOf(domains.values()), storage.all(), networks);
    }

    @Override
    public Optional<PowerState> state(UUID vmId) {
        return domain(vmId).map(Domain::state);
    }

    @Override
    public synchronized Optional<Domain> domain(UUID vmId) {
        answer();
        return Optional.ofNullable(domains.get(vmId));
    }

    @Override
    public List<Volume> volumes(String pool) {
        answer();
        return storage.volumes(pool);
    }

    @Override
    public Optional<Volume> volume(String pool, String name) {
        answer();
        return storage.volume(pool, name);
    }

    @Override
    public void createVolume(VolumeSpec spec) {
        answer();
        storage.create(spec);
    }

    @Override
    public void upload(String pool, String volume, Content content) {
        answer();
        storage.upload(pool, volume, content);
    }

    @Override
    public void writeSeed(String pool, String name, Seed seed) {
        answer();
        byte[] bytes = String.valueOf(seed).getBytes(StandardCharsets.UTF_8);
        storage.delete(pool, name);
        storage.create(new VolumeSpec(pool, name, VolumeFormat.RAW, bytes.length, null));
        storage.upload(pool, name, Content.of(bytes));
    }

    @Override
    public void deleteVolume(String pool, String name) {
        answer();
        storage.delete(pool, name);
    }

    @Override
    public synchronized void define(DomainSpec spec) {
        DomainLimits.check(spec);
        answer();
        Domain there = domains.get(spec.vmId());
        if (there != null) {
            FakeDomains.refuse(there, spec.stamp());
        }
        boolean taken = domains.values().stream()
                .anyMatch(other ->
                        other.name().equals(spec.name()) && !other.vmId().equals(spec.vmId()));
        if (taken) {
            throw KloigosException.conflict("The name '" + spec.name() + "' belongs to another domain.");
        }
        domains.put(spec.vmId(), FakeDomains.defined(spec, there, storage));
    }

    @Override
    public synchronized void start(UUID vmId) {
        become(require(vmId), PowerState.RUNNING);
    }

    @Override
    public synchronized void requestShutdown(UUID vmId) {
        Domain domain = require(vmId);
        if (guestsObey) {
            become(domain, PowerState.STOPPED);
        }
    }

    @Override
    public synchronized void powerOff(UUID vmId, String owner) {
        domain(vmId).ifPresent(domain -> {
            FakeDomains.refuse(domain, owner);
            become(domain, PowerState.STOPPED);
        });
    }

    private Domain require(UUID vmId) {
        return domain(vmId).orElseThrow(() -> KloigosException.notFound("domain", vmId));
    }

    private void become(Domain domain, PowerState state) {
        if (domain.state() == state) {
            return;
        }
        if (state == PowerState.STOPPED && !domain.persistent()) {
            domains.remove(domain.vmId());
        } else {
            domains.put(domain.vmId(), FakeDomains.inState(domain, state));
        }
        notifyAll();
    }

    @Override
    public synchronized void undefine(UUID vmId, String owner) {
        Optional<Domain> there = domain(vmId);
        if (there.isEmpty()) {
            return;
        }
        FakeDomains.refuse(there.get(), owner);
        if (there.get().state() != PowerState.STOPPED) {
            throw KloigosException.conflict("Domain " + vmId + " runs: power it off first.");
        }
        domains.remove(vmId);
    }

    @Override
    public synchronized boolean awaitState(UUID vmId, PowerState state, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            Optional<PowerState> now = state(vmId);
            if (now.isEmpty() || now.get() == state) {
                return now.isPresent();
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KloigosException(ErrorCode.HOST_UNREACHABLE, "The wait was interrupted.", e);
            }
        }
    }
}
