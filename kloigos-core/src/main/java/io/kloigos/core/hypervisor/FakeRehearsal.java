package io.kloigos.core.hypervisor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** A copy of a fake host, and the changes that were made to it. */
final class FakeRehearsal implements Hypervisor {
    private final FakeHypervisor copy;
    private final List<PlannedCommand> noted = new ArrayList<>();

    FakeRehearsal(FakeHypervisor copy) {
        this.copy = copy;
    }

    List<PlannedCommand> noted() {
        return List.copyOf(noted);
    }

    /** A change that leaves everything as it was is none. */
    private void note(String command, Runnable change) {
        Map<String, String> before = picture();
        change.run();
        Map<String, String> after = picture();
        StringBuilder diff = new StringBuilder();
        Set<String> names = new java.util.TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.forEach(
                name -> diff.append(UnifiedDiff.of(name, before.getOrDefault(name, ""), after.getOrDefault(name, ""))));
        if (!diff.isEmpty()) {
            noted.add(new PlannedCommand(command, null, diff.toString()));
        }
    }

    private Map<String, String> picture() {
        Map<String, String> picture = new TreeMap<>();
        HostView view = copy.look();
        view.domains().forEach(domain -> picture.put("domain " + domain.vmId(), lines(domain)));
        view.volumes().forEach(volume -> picture.put("volume " + volume.pool() + "/" + volume.name(), volume + "\n"));
        return picture;
    }

    private static String lines(Domain domain) {
        return java.util.stream.Stream.of(
                        domain.name(),
                        domain.state(),
                        domain.persistent(),
                        domain.cpuCores(),
                        domain.memoryMb(),
                        domain.disks(),
                        domain.nics(),
                        domain.atNextStart(),
                        domain.autostart(),
                        domain.stamp())
                .map(Objects::toString)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Override
    public HostFacts facts() {
        return copy.facts();
    }

    @Override
    public HostView look() {
        return copy.look();
    }

    @Override
    public Optional<PowerState> state(UUID vmId) {
        return copy.state(vmId);
    }

    @Override
    public Optional<Domain> domain(UUID vmId) {
        return copy.domain(vmId);
    }

    @Override
    public List<Volume> volumes(String pool) {
        return copy.volumes(pool);
    }

    @Override
    public Optional<Volume> volume(String pool, String name) {
        return copy.volume(pool, name);
    }

    @Override
    public void createVolume(VolumeSpec spec) {
        note("create-volume " + spec.name(), () -> copy.createVolume(spec));
    }

    @Override
    public void upload(String pool, String volume, Content content) {
        copy.upload(pool, volume, content);
        noted.add(new PlannedCommand("upload " + volume, null, null));
    }

    @Override
    public void writeSeed(String pool, String name, Seed seed) {
        copy.writeSeed(pool, name, seed);
        noted.add(new PlannedCommand("write-seed " + name, null, null));
    }

    @Override
    public void deleteVolume(String pool, String name) {
        note("delete-volume " + name, () -> copy.deleteVolume(pool, name));
    }

    @Override
    public void define(DomainSpec spec) {
        note("define " + spec.vmId(), () -> copy.define(spec));
    }

    @Override
    public void amend(Amendment amendment) {
        note("amend " + amendment.vmId(), () -> copy.amend(amendment));
    }

    @Override
    public void mark(UUID vmId, Stamp stamp) {
        note("mark " + vmId, () -> copy.mark(vmId, stamp));
    }

    @Override
    public void unmark(UUID vmId, String owner) {
        note("unmark " + vmId, () -> copy.unmark(vmId, owner));
    }

    @Override
    public Optional<SavedDomain> save(UUID vmId) {
        return copy.save(vmId);
    }

    @Override
    public void restore(UUID vmId, SavedDomain saved, String owner) {
        note("restore " + vmId, () -> copy.restore(vmId, saved, owner));
    }

    @Override
    public Set<String> named(Collection<String> paths) {
        return copy.named(paths);
    }

    @Override
    public void start(UUID vmId) {
        note("start " + vmId, () -> copy.start(vmId));
    }

    @Override
    public void requestShutdown(UUID vmId) {
        note("shutdown " + vmId, () -> copy.requestShutdown(vmId));
    }

    @Override
    public void powerOff(UUID vmId, String owner) {
        note("power-off " + vmId, () -> copy.powerOff(vmId, owner));
    }

    @Override
    public void undefine(UUID vmId, String owner) {
        note("undefine " + vmId, () -> copy.undefine(vmId, owner));
    }

    @Override
    public void setAutostart(UUID vmId, boolean autostart) {
        note("autostart " + vmId, () -> copy.setAutostart(vmId, autostart));
    }

    @Override
    public DomainsSeen see(Collection<String> names) {
        return copy.see(names);
    }

    @Override
    public HostFigures figures() {
        return copy.figures();
    }

    @Override
    public Subscription listen(HostListener listener) {
        throw new UnsupportedOperationException("nothing happens in a rehearsal");
    }
}
