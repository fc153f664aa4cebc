package io.kloigos.ssh.storage;

import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.ssh.virsh.Documents;
import io.kloigos.ssh.virsh.Uuids;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.List;
import java.util.Set;

/** All storage of a host, in a number of round trips that does not grow with it. */
public final class StorageSweep {
    private static final List<VirshCommand> LISTS = List.of(
            VirshCommand.of("pool-list", "--all", "--uuid"),
            VirshCommand.of("pool-list", "--uuid"),
            VirshCommand.of("pool-list", "--all", "--autostart", "--uuid"));

    private final Virsh virsh;
    private final VolumeVerbs volumes;

    public StorageSweep(Virsh virsh, VolumeVerbs volumes) {
        this.virsh = virsh;
        this.volumes = volumes;
    }

    /** Pools, and the volumes of the active ones. */
    public record Seen(List<StoragePool> pools, List<Volume> volumes) {
        public Seen {
            pools = List.copyOf(pools);
            volumes = List.copyOf(volumes);
        }
    }

    public Seen all() {
        List<Set<String>> lists = virsh.query(LISTS).stream()
                .map(virsh::require)
                .map(VirshReply::out)
                .map(Uuids::of)
                .toList();
        Documents documents = Documents.ask(
                virsh,
                lists.get(0).stream()
                        .map(id -> VirshCommand.of("pool-dumpxml", "--pool", id))
                        .toList(),
                "pool description");
        documents.requireOnlyGone(virsh, VirshProblem.NO_POOL);
        List<StoragePool> pools = documents.stream()
                .map(xml -> PoolXml.read(xml, lists.get(1), lists.get(2)))
                .toList();
        return new Seen(
                pools, volumes.all(pools.stream().filter(StoragePool::active).toList()));
    }
}
