package io.kloigos.ssh.network;

import io.kloigos.core.hypervisor.Network;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What can be seen of networks. */
public final class NetworkVerbs {
    private final Virsh virsh;

    public NetworkVerbs(Virsh virsh) {
        this.virsh = virsh;
    }

    /** Networks and the leases that they gave. */
    public record Seen(List<Network> networks, List<LeaseRows.Lease> leases) {
        public Seen {
            networks = List.copyOf(networks);
            leases = List.copyOf(leases);
        }
    }

    /** All of these networks, in one round trip. */
    public Seen see(List<String> ids, Set<String> active) {
        List<VirshCommand> commands = new ArrayList<>();
        for (String id : ids) {
            commands.add(VirshCommand.of("net-dumpxml", "--network", id));
            commands.add(VirshCommand.of("net-dhcp-leases", "--network", id));
        }
        List<VirshReply> replies = virsh.query(commands);
        List<Network> networks = new ArrayList<>();
        List<LeaseRows.Lease> leases = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            VirshReply description = replies.get(2 * i);
            if (description.problem() != VirshProblem.NO_NETWORK) {
                networks.add(NetworkXml.read(virsh.require(description).out(), active.contains(ids.get(i))));
                // bridged and stopped networks have no leases to tell of, and say so as an error
                leases.addAll(LeaseRows.read(replies.get(2 * i + 1).out()));
            }
        }
        return new Seen(networks, leases);
    }
}
