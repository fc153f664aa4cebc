package io.kloigos.ssh.host;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.HostFacts;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.ssh.network.NetworkVerbs;
import io.kloigos.ssh.storage.VolumeVerbs;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.vm.DomainSight;
import io.kloigos.ssh.vm.Uuids;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** One complete look at a host, in five round trips whatever it has. */
public final class HostSweep {
    private static final List<VirshCommand> LISTS = List.of(
            VirshCommand.of("list", "--all", "--uuid"),
            VirshCommand.of("list", "--all", "--persistent", "--uuid"),
            VirshCommand.of("pool-list", "--uuid"),
            VirshCommand.of("net-list", "--all", "--uuid"),
            VirshCommand.of("net-list", "--uuid"));

    private final Virsh virsh;
    private final Supplier<HostFacts> facts;
    private final DomainSight domains;
    private final VolumeVerbs volumes;
    private final NetworkVerbs networks;

    public HostSweep(
            Virsh virsh, Supplier<HostFacts> facts, DomainSight domains, VolumeVerbs volumes, NetworkVerbs networks) {
        this.virsh = virsh;
        this.facts = facts;
        this.domains = domains;
        this.volumes = volumes;
        this.networks = networks;
    }

    public HostView look() {
        List<Set<String>> ids = virsh.query(LISTS).stream()
                .map(virsh::require)
                .map(VirshReply::out)
                .map(Uuids::of)
                .toList();
        NetworkVerbs.Seen seen = networks.see(List.copyOf(ids.get(3)), ids.get(4));
        List<Domain> found = domains.domains(List.copyOf(ids.get(0)), ids.get(1), seen.leases());
        return new HostView(
                facts.get(),
                found,
                List.of(),
                volumes.all(List.copyOf(ids.get(2))),
                seen.networks(),
                List.of(),
                List.of());
    }
}
