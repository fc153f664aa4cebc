package io.kloigos.ssh;

import io.kloigos.core.hypervisor.Amendment;
import io.kloigos.core.hypervisor.BackupsOfHost;
import io.kloigos.core.hypervisor.ConsolesOfDomains;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.DevicesOfDomains;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.DomainsSeen;
import io.kloigos.core.hypervisor.FiltersOfHost;
import io.kloigos.core.hypervisor.HostFacts;
import io.kloigos.core.hypervisor.HostFigures;
import io.kloigos.core.hypervisor.HostListener;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.MigrationsOfDomains;
import io.kloigos.core.hypervisor.MirrorsOfDisks;
import io.kloigos.core.hypervisor.NetworksOfHost;
import io.kloigos.core.hypervisor.PowerOfDomains;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.RanCommand;
import io.kloigos.core.hypervisor.SavedDomain;
import io.kloigos.core.hypervisor.Seed;
import io.kloigos.core.hypervisor.ShellOfHost;
import io.kloigos.core.hypervisor.SnapshotsOfDomains;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.hypervisor.StorageOfHost;
import io.kloigos.core.hypervisor.Subscription;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.ssh.host.HostSweep;
import io.kloigos.ssh.host.HostUse;
import io.kloigos.ssh.host.HostVerbs;
import io.kloigos.ssh.host.ShellVerbs;
import io.kloigos.ssh.network.FilterVerbs;
import io.kloigos.ssh.network.NetworkVerbs;
import io.kloigos.ssh.network.VirshNetworks;
import io.kloigos.ssh.storage.PoolVerbs;
import io.kloigos.ssh.storage.VolumeVerbs;
import io.kloigos.ssh.template.Templates;
import io.kloigos.ssh.transport.Deadline;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshRehearsal;
import io.kloigos.ssh.vm.AmendVerbs;
import io.kloigos.ssh.vm.BackupVerbs;
import io.kloigos.ssh.vm.ConsoleVerbs;
import io.kloigos.ssh.vm.DeviceVerbs;
import io.kloigos.ssh.vm.DomainSight;
import io.kloigos.ssh.vm.DomainVerbs;
import io.kloigos.ssh.vm.MarkVerbs;
import io.kloigos.ssh.vm.MigrationVerbs;
import io.kloigos.ssh.vm.MirrorVerbs;
import io.kloigos.ssh.vm.NamedPaths;
import io.kloigos.ssh.vm.PowerVerbs;
import io.kloigos.ssh.vm.SeedImage;
import io.kloigos.ssh.vm.SnapshotVerbs;
import io.kloigos.ssh.vm.VirshFilters;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** A KVM host driven with virsh over SSH. Thread-safe. */
final class VirshHypervisor implements Hypervisor {
    private final Virsh virsh;
    private final Templates templates;
    private final HostVerbs host;
    private final HostSweep sweep;
    private final HostUse use;
    private final DomainSight sight;
    private final DomainVerbs domains;
    private final MarkVerbs marks;
    private final AmendVerbs amendments;
    private final NamedPaths paths;
    private final VolumeVerbs volumes;
    private final VirshNetworks networks;
    private final VirshFilters filters;
    private final PowerVerbs power;
    private final SnapshotVerbs snapshots;
    private final DeviceVerbs devices;
    private final MigrationVerbs migrations;
    private final MirrorVerbs mirrors;
    private final PoolVerbs pools;
    private final BackupVerbs backups;
    private final ConsoleVerbs consoles;
    private final ShellVerbs shell;

    VirshHypervisor(Virsh virsh, Templates templates) {
        this(virsh, templates, new HostVerbs(virsh));
    }

    /** @param host which has seen already what the host is */
    private VirshHypervisor(Virsh virsh, Templates templates, HostVerbs host) {
        this.virsh = virsh;
        this.templates = templates;
        this.host = host;
        this.volumes = new VolumeVerbs(virsh, templates);
        this.pools = new PoolVerbs(virsh, templates, volumes);
        this.sight = new DomainSight(virsh);
        this.backups = new BackupVerbs(virsh, templates, sight, volumes, pools);
        this.consoles = new ConsoleVerbs(virsh);
        this.shell = new ShellVerbs(virsh);
        this.marks = new MarkVerbs(virsh, templates);
        FilterVerbs filterVerbs = new FilterVerbs(virsh, templates);
        this.filters = new VirshFilters(virsh, marks, filterVerbs);
        this.domains = new DomainVerbs(virsh, templates, volumes, host::machine, sight, marks, filterVerbs);
        this.amendments = new AmendVerbs(virsh, marks, host::machine);
        this.paths = new NamedPaths(virsh);
        this.power = new PowerVerbs(virsh, sight);
        this.migrations = new MigrationVerbs(virsh, marks);
        this.mirrors = new MirrorVerbs(virsh, volumes, marks);
        this.snapshots = new SnapshotVerbs(virsh, marks);
        this.devices = new DeviceVerbs(virsh, templates, volumes, marks, host::machine, filterVerbs);
        this.use = new HostUse(virsh);
        NetworkVerbs networkVerbs = new NetworkVerbs(virsh);
        this.networks = new VirshNetworks(virsh, templates, networkVerbs);
        this.sweep = new HostSweep(virsh, host::facts, volumes, networkVerbs);
    }

    /** The same host, telling of each command that changes something there. */
    VirshHypervisor telling(Consumer<RanCommand> log) {
        return new VirshHypervisor(virsh.telling(log), templates, host);
    }

    /** The same host, where changes are noted instead of made. */
    VirshHypervisor rehearsing(VirshRehearsal notes) {
        return new VirshHypervisor(virsh.rehearsing(notes), templates, host);
    }

    @Override
    public HostFacts facts() {
        return host.facts();
    }

    HostFacts facts(Deadline deadline) {
        return host.facts(deadline);
    }

    @Override
    public StorageOfHost storage() {
        return pools;
    }

    @Override
    public ConsolesOfDomains consoles() {
        return consoles;
    }

    @Override
    public BackupsOfHost backups() {
        return backups;
    }

    @Override
    public HostView look() {
        return sweep.look();
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
    public Optional<PowerState> state(UUID vmId) {
        return sight.state(vmId);
    }

    @Override
    public Optional<Domain> domain(UUID vmId) {
        return sight.domain(vmId);
    }

    @Override
    public List<Volume> volumes(String pool) {
        return volumes.volumes(pool);
    }

    @Override
    public Optional<Volume> volume(String pool, String name) {
        return volumes.volume(pool, name);
    }

    @Override
    public void createVolume(VolumeSpec spec) {
        volumes.create(spec);
    }

    @Override
    public void upload(String pool, String volume, Content content) {
        volumes.upload(pool, volume, content);
    }

    @Override
    public Content seedImage(Seed seed) {
        return SeedImage.of(seed, templates);
    }

    @Override
    public void writeSeed(String pool, String name, Content image) {
        volumes.write(pool, name, image);
    }

    @Override
    public void deleteVolume(String pool, String name) {
        volumes.delete(pool, name);
    }

    @Override
    public void define(DomainSpec spec) {
        domains.define(spec);
    }

    @Override
    public void amend(Amendment amendment) {
        amendments.amend(amendment);
    }

    @Override
    public void mark(UUID vmId, Stamp stamp) {
        marks.mark(vmId, stamp);
    }

    @Override
    public void unmark(UUID vmId, String owner) {
        marks.unmark(vmId, owner);
    }

    @Override
    public Optional<SavedDomain> save(UUID vmId) {
        return amendments.save(vmId);
    }

    @Override
    public void restore(UUID vmId, SavedDomain saved, String owner) {
        amendments.restore(vmId, saved, owner);
    }

    @Override
    public Set<String> named(Collection<String> some) {
        return paths.among(some);
    }

    @Override
    public void start(UUID vmId) {
        domains.start(vmId);
    }

    @Override
    public void requestShutdown(UUID vmId) {
        domains.requestShutdown(vmId);
    }

    @Override
    public void powerOff(UUID vmId, String owner) {
        domains.powerOff(vmId, owner);
    }

    @Override
    public void undefine(UUID vmId, String owner) {
        domains.undefine(vmId, owner);
    }

    @Override
    public void setAutostart(UUID vmId, boolean autostart) {
        domains.setAutostart(vmId, autostart);
    }

    @Override
    public ShellOfHost shell() {
        return shell;
    }

    @Override
    public PowerOfDomains power() {
        return power;
    }

    @Override
    public SnapshotsOfDomains snapshots() {
        return snapshots;
    }

    @Override
    public MigrationsOfDomains migrations() {
        return migrations;
    }

    @Override
    public MirrorsOfDisks mirrors() {
        return mirrors;
    }

    @Override
    public DevicesOfDomains devices() {
        return devices;
    }

    @Override
    public DomainsSeen see(Collection<String> names) {
        return sight.see(names);
    }

    @Override
    public HostFigures figures() {
        return use.figures();
    }

    @Override
    public Subscription listen(HostListener listener) {
        return virsh.listen(listener);
    }
}
