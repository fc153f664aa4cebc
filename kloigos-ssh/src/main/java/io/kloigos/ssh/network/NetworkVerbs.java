package io.kloigos.ssh.network;

import io.kloigos.core.hypervisor.Lease;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.ssh.virsh.Documents;
import io.kloigos.ssh.virsh.Uuids;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What can be seen of networks. */
public final class NetworkVerbs {
    private static final List<VirshCommand> LISTS =
            List.of(VirshCommand.of("net-list", "--all", "--uuid"), VirshCommand.of("net-list", "--uuid"));

    private final Virsh virsh;

    public NetworkVerbs(Virsh virsh) {
        this.virsh = virsh;
    }

    /** Networks and the leases that they gave. */
    public record Seen(List<Network> networks, List<Lease> leases) {
        public Seen {
            networks = List.copyOf(networks);
            leases = List.copyOf(leases);
        }
    }

    /** All networks, in three round trips. */
    public Seen all() {
        List<Set<String>> lists = virsh.query(LISTS).stream()
                .map(reply -> Uuids.of(virsh.require(reply).out()))
                .toList();
        Documents documents = Documents.ask(
                virsh,
                lists.get(0).stream()
                        .map(id -> VirshCommand.of("net-dumpxml", "--network", id))
                        .toList(),
                "network description");
        documents.requireOnlyGone(virsh, VirshProblem.NO_NETWORK);
        List<Network> networks = documents.stream()
                .map(xml -> NetworkXml.read(xml, lists.get(1)))
                .toList();
        return new Seen(networks, leases(networks));
    }

    private List<Lease> leases(List<Network> networks) {
        List<Network> active = networks.stream().filter(Network::active).toList();
        List<VirshReply> replies = virsh.query(active.stream()
                .map(network -> VirshCommand.of("net-dhcp-leases", "--network", network.uuid()))
                .toList());
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < active.size(); i++) {
            VirshReply reply = replies.get(i);
            if (reply.problem() == VirshProblem.LIBVIRT_AWAY || reply.problem() == VirshProblem.PERMISSION) {
                virsh.require(reply);
            }
            // a network on somebody else's bridge, and one that was stopped just now, say so as an error
            leases.addAll(LeaseRows.read(active.get(i).name(), reply.out()));
        }
        return leases;
    }
}
