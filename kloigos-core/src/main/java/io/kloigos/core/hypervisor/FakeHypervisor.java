package io.kloigos.core.hypervisor;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A host in memory, for tests and for trying Kloigos without one. It keeps to the same contract as a real host; guests
 * obey a shutdown at once unless told otherwise. It has a pool and a network called {@code default}. Thread-safe.
 */
public final class FakeHypervisor implements Hypervisor {
    private final HostFacts facts;
    private final FakeStorage storage;
    private final Map<UUID, Domain> domains = new LinkedHashMap<>();
    private final FakeNetworks networks = new FakeNetworks(this::answer);
    private final FakeFilters filters = new FakeFilters(this::answer, this::domain);
    private final FakeShell shell = new FakeShell(this::answer);
    private final FakeSnapshots snapshots = new FakeSnapshots(this);
    /** The domains whose memory is kept. */
    private final Set<UUID> saved = new HashSet<>();

    private @Nullable KloigosException failure;
    private boolean guestsObey = true;
    private boolean guestsLetGo = true;
    private Function<String, FakeHypervisor> neighbours = address -> {
        throw new KloigosException(ErrorCode.HOST_FAILED, "This fake host knows no other one.");
    };
    private boolean isCopy;
    private boolean silent;
    private boolean noAutostart;
    private Set<String> cpuFeatures = Set.of("sse2");
    private final List<HostListener> listeners = new CopyOnWriteArrayList<>();

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

    private FakeHypervisor(HostFacts facts, FakeStorage storage) {
        this.facts = facts;
        this.storage = storage;
    }

    public FakeHypervisor(HostFacts facts) {
        this(facts, new FakeStorage());
        storage.addPool("default");
        networks.add(defaultNetwork());
    }

    private static Network defaultNetwork() {
        Network.Details details = new Network.Details(
                "nat",
                null,
                true,
                "192.168.122.1",
                new DhcpRange("192.168.122.2", "192.168.122.254"),
                null,
                List.of(),
                List.of(),
                null);
        return new Network(UUID.randomUUID().toString(), "default", true, "virbr0", "192.168.122.0/24", details);
    }

    // What a test does to the host

    /** From now on every call fails with this, until {@link #recover}; listeners hear nothing of it. */
    public synchronized void failWith(KloigosException with) {
        failure = with;
    }

    /** The host cannot be reached any more, until {@link #recover}; listeners are told that it was lost. */
    public synchronized void goAway() {
        KloigosException away = new KloigosException(ErrorCode.HOST_UNREACHABLE, "The fake host is away.");
        failWith(away);
        List<HostListener> told = List.copyOf(listeners);
        listeners.clear();
        told.forEach(listener -> listener.lost(away));
    }

    /** The host can be reached again, and that domain has changed meanwhile without anybody hearing of it. */
    public synchronized Domain recoverWith(UUID vmId, PowerState state) {
        Domain changed = FakeDomains.inState(Objects.requireNonNull(domains.get(vmId)), state);
        domains.put(vmId, changed);
        failure = null;
        return changed;
    }

    /** Whether listeners are told of nothing from now on, as if events got lost. */
    public synchronized void goSilent(boolean noEvents) {
        silent = noEvents;
    }

    public synchronized void recover() {
        failure = null;
    }

    /** Whether guests shut down when they are asked to. */
    public synchronized void guestsObey(boolean obey) {
        guestsObey = obey;
    }

    /** Whether guests let go of what is unplugged. */
    public synchronized void guestsLetGo(boolean letGo) {
        guestsLetGo = letGo;
    }

    synchronized boolean guestsLetGo() {
        return guestsLetGo;
    }

    /** What its CPUs, and those of its guests, can do. */
    public synchronized void cpuFeatures(String... features) {
        cpuFeatures = new TreeSet<>(List.of(features));
    }

    synchronized Set<String> cpuFeatures() {
        answer();
        return cpuFeatures;
    }

    /** Whether autostart can be changed, as where its folder is read-only. */
    public synchronized void refuseAutostart(boolean refuse) {
        noAutostart = refuse;
    }

    /** Whether VLAN bridges can be made, and why not; null for that they can. */
    public void refuseRoot(@Nullable String why) {
        networks.refuseRoot(why);
    }

    /** The VLAN bridges that were made. */
    public List<VlanBridge> vlanBridges() {
        return networks.vlanBridges();
    }

    public void addPool(String pool) {
        storage.addPool(pool);
    }

    public synchronized void addNetwork(Network network) {
        networks.add(network);
        if (!silent) {
            listeners.forEach(HostListener::hostChanged);
        }
    }

    /** Somebody else's doing: puts a domain there as it is, whatever was there before. */
    public synchronized void put(Domain domain) {
        domains.put(domain.vmId(), domain);
        changed(domain);
    }

    /** Somebody else's doing: the domain is gone. */
    public synchronized void remove(UUID vmId) {
        Domain gone = domains.remove(vmId);
        if (gone != null) {
            changed(gone);
        }
    }

    private void changed(Domain domain) {
        if (!silent) {
            listeners.forEach(listener -> listener.domainChanged(domain.name()));
        }
    }

    /** The bytes that were uploaded to a volume. */
    public byte[] content(String pool, String volume) {
        return storage.bytes(pool, volume);
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
    public NetworksOfHost networks() {
        return networks;
    }

    @Override
    public FiltersOfHost filters() {
        return filters;
    }

    @Override
    public ShellOfHost shell() {
        return shell;
    }

    /** What was run in its shell, the first line first, for tests to compare. */
    public List<String> shellLines() {
        return shell.lines();
    }

    /** Each packet filter by its name, for tests to compare. */
    public Map<String, String> filterLines() {
        return filters.lines();
    }

    @Override
    public synchronized HostView look() {
        answer();
        return new HostView(
                facts,
                List.copyOf(domains.values()),
                storage.poolList(),
                storage.all(),
                networks.all(),
                snapshots.all(),
                FakeDomains.leases(domains.values()));
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
    public StorageOfHost storage() {
        answer();
        return storage;
    }

    @Override
    public ConsolesOfDomains consoles() {
        return new FakeConsoles(this);
    }

    @Override
    public BackupsOfHost backups() {
        answer();
        return new FakeBackups(this, storage);
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
        put(FakeDomains.defined(spec, there, storage).withType(facts.kvm() ? "kvm" : "qemu"));
    }

    @Override
    public synchronized void amend(Amendment amendment) {
        Domain there = require(amendment.vmId());
        FakeDomains.refuse(there, amendment.stamp());
        putIfNew(FakeAmendments.amended(there, amendment));
    }

    @Override
    public synchronized void mark(UUID vmId, Stamp stamp) {
        Domain there = require(vmId);
        if (there.stamp() != null) {
            FakeDomains.refuse(there, stamp);
        }
        putIfNew(FakeAmendments.marked(there, stamp));
    }

    @Override
    public synchronized void unmark(UUID vmId, String owner) {
        domain(vmId).filter(domain -> domain.stamp() != null).ifPresent(domain -> {
            FakeDomains.refuse(domain, owner);
            put(FakeAmendments.marked(domain, null));
        });
    }

    @Override
    public synchronized Optional<SavedDomain> save(UUID vmId) {
        return domain(vmId).map(FakeAmendments::saved);
    }

    @Override
    public synchronized void restore(UUID vmId, SavedDomain saved, String owner) {
        Domain there = domain(vmId).orElse(null);
        if (there != null && there.stamp() != null) {
            FakeDomains.refuse(there, owner);
        }
        putIfNew(FakeAmendments.restored(saved, there));
    }

    @Override
    public synchronized Set<String> named(Collection<String> paths) {
        answer();
        return FakeAmendments.named(domains.values(), paths);
    }

    private void putIfNew(Domain domain) {
        if (!domain.equals(domains.get(domain.vmId()))) {
            put(domain);
        }
    }

    /** The same host as it is now, which nobody listens to. */
    synchronized FakeHypervisor copy() {
        answer();
        FakeHypervisor copy = new FakeHypervisor(facts, storage.copy());
        copy.domains.putAll(domains);
        networks.copyTo(copy.networks);
        filters.copyTo(copy.filters);
        shell.copyTo(copy.shell);
        copy.snapshots.copyFrom(snapshots);
        copy.saved.addAll(saved);
        copy.guestsObey = guestsObey;
        copy.guestsLetGo = guestsLetGo;
        copy.isCopy = true;
        copy.cpuFeatures = cpuFeatures;
        return copy;
    }

    @Override
    public synchronized void start(UUID vmId) {
        become(require(vmId), PowerState.RUNNING);
        saved.remove(vmId);
    }

    @Override
    public synchronized void requestShutdown(UUID vmId) {
        requireAwake(vmId);
        if (guestsObey) {
            become(vmId, PowerState.STOPPED);
        }
    }

    /** {@code CONFLICT} for a guest that is on and hears nothing. */
    void requireAwake(UUID vmId) {
        Domain domain = require(vmId);
        if (domain.state() == PowerState.PAUSED || domain.state() == PowerState.SUSPENDED) {
            throw KloigosException.conflict(
                    "Domain " + domain.name() + " is " + domain.state().word() + ": resume it first.");
        }
    }

    synchronized void suspendToDisk(UUID vmId) {
        Domain domain = require(vmId);
        if (FakeAmendments.isActive(domain)) {
            become(domain, PowerState.STOPPED);
            saved.add(vmId);
        } else if (!saved.contains(vmId)) {
            throw KloigosException.conflict("Domain " + domain.name() + " is off: there is no memory of it to keep.");
        }
    }

    @Override
    public synchronized void powerOff(UUID vmId, String owner) {
        domain(vmId).ifPresent(domain -> {
            FakeDomains.refuse(domain, owner);
            become(domain, PowerState.STOPPED);
        });
    }

    Domain require(UUID vmId) {
        return domain(vmId).orElseThrow(() -> KloigosException.notFound("domain", vmId));
    }

    /** {@code NOT_FOUND} when there is no such network. */
    synchronized void requireNetwork(String name) {
        answer();
        if (networks.all().stream().noneMatch(network -> network.name().equals(name))) {
            throw KloigosException.notFound("network", name);
        }
    }

    synchronized void become(UUID vmId, PowerState state) {
        become(require(vmId), state);
    }

    private void become(Domain domain, PowerState state) {
        if (domain.state() == state) {
            return;
        }
        if (state == PowerState.STOPPED && !domain.persistent()) {
            remove(domain.vmId());
        } else {
            put(FakeDomains.inState(domain, state));
        }
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
        snapshots.forget(vmId);
        saved.remove(vmId);
        remove(vmId);
        filters.forget(vmId);
    }

    @Override
    public synchronized void setAutostart(UUID vmId, boolean autostart) {
        if (noAutostart) {
            throw new KloigosException(ErrorCode.HOST_FAILED, "Autostart cannot be changed on the fake host.");
        }
        put(FakeDomains.withAutostart(require(vmId), autostart));
    }

    @Override
    public PowerOfDomains power() {
        return new FakePower(this);
    }

    @Override
    public SnapshotsOfDomains snapshots() {
        return snapshots;
    }

    @Override
    public MigrationsOfDomains migrations() {
        return new FakeMigrations(this);
    }

    @Override
    public MirrorsOfDisks mirrors() {
        return new FakeMirrors(this, storage);
    }

    /** Tells it of the hosts that domains can move to, by their addresses. */
    synchronized void meet(Function<String, FakeHypervisor> others) {
        neighbours = others;
    }

    /** Whether nothing that is done here reaches another host. */
    boolean isCopy() {
        return isCopy;
    }

    synchronized FakeHypervisor neighbour(String address) {
        return neighbours.apply(address);
    }

    void plugged(UUID vmId, String mac) {
        filters.plugged(vmId, mac);
    }

    void unplugged(UUID vmId, String mac) {
        filters.unplugged(vmId, mac);
    }

    /** Of the disks of a domain in pools, by their paths. */
    Map<String, Long> sizes(Domain domain) {
        Set<String> paths = domain.disks().stream()
                .map(Domain.Disk::source)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return storage.all().stream()
                .filter(volume -> paths.contains(volume.path()))
                .collect(Collectors.toMap(Volume::path, Volume::capacityBytes));
    }

    void setSize(String path, long bytes) {
        storage.setSize(path, bytes);
    }

    boolean hasPath(String path) {
        return storage.all().stream().anyMatch(volume -> volume.path().equals(path));
    }

    @Override
    public DevicesOfDomains devices() {
        return new FakeDevices(this, storage);
    }

    @Override
    public synchronized DomainsSeen see(Collection<String> names) {
        answer();
        List<Domain> seen =
                domains.values().stream().filter(d -> names.contains(d.name())).toList();
        boolean complete = names.isEmpty() || seen.size() < Set.copyOf(names).size();
        return new DomainsSeen(complete ? domains.keySet() : null, seen);
    }

    @Override
    public synchronized HostFigures figures() {
        answer();
        List<DomainFigures> running = domains.values().stream()
                .filter(domain -> domain.state() == PowerState.RUNNING || domain.state() == PowerState.PAUSED)
                .map(FakeDomains::figures)
                .toList();
        long memory = facts.memoryMb() << 20;
        return new HostFigures(0, 0, memory, memory, running);
    }

    @Override
    public synchronized Subscription listen(HostListener listener) {
        answer();
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
