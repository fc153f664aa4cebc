package io.kloigos.ssh.host;

import io.kloigos.core.hypervisor.HostFacts;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.ssh.network.NetworkVerbs;
import io.kloigos.ssh.storage.StorageSweep;
import io.kloigos.ssh.storage.VolumeVerbs;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.vm.DomainSweep;
import io.kloigos.ssh.vm.SnapshotSweep;
import java.util.function.Supplier;

/**
 * One complete look at a host, in some fifteen round trips whatever it has. It has everything that was there all along,
 * or it fails; what comes or goes meanwhile may be in it or not.
 */
public final class HostSweep {
    private final Supplier<HostFacts> facts;
    private final NetworkVerbs networks;
    private final DomainSweep domains;
    private final SnapshotSweep snapshots;
    private final StorageSweep storage;

    public HostSweep(Virsh virsh, Supplier<HostFacts> facts, VolumeVerbs volumes, NetworkVerbs networks) {
        this.facts = facts;
        this.networks = networks;
        this.domains = new DomainSweep(virsh);
        this.snapshots = new SnapshotSweep(virsh);
        this.storage = new StorageSweep(virsh, volumes);
    }

    public HostView look() {
        NetworkVerbs.Seen seen = networks.all();
        StorageSweep.Seen stored = storage.all();
        return new HostView(
                facts.get(),
                domains.all(seen.leases()),
                stored.pools(),
                stored.volumes(),
                seen.networks(),
                snapshots.all(),
                seen.leases());
    }
}
