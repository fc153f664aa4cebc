package io.kloigos.ssh.network;

import io.kloigos.core.hypervisor.Lease;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.ssh.virsh.Documents;
import io.kloigos.ssh.virsh.Uuids;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.xml.XmlElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What can be seen of networks. */
public final class NetworkVerbs {
    private static final VirshCommand ACTIVE = VirshCommand.of("net-list", "--uuid");
    private static final VirshCommand AUTOSTARTED = VirshCommand.of("net-list", "--all", "--autostart", "--uuid");
    private static final List<VirshCommand> LISTS =
            List.of(VirshCommand.of("net-list", "--all", "--uuid"), ACTIVE, AUTOSTARTED);

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

    /** All networks and their leases, in three round trips. */
    public Seen all() {
        List<Network> networks = networks();
        return new Seen(networks, leases(networks));
    }

    List<Network> networks() {
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
        return documents.stream()
                .map(xml -> NetworkXml.read(xml, lists.get(1), lists.get(2)))
                .toList();
    }

    /** One network; empty without it. */
    Optional<Network> network(UUID networkId) {
        List<VirshReply> replies = virsh.query(
                List.of(VirshCommand.of("net-dumpxml", "--network", networkId.toString()), ACTIVE, AUTOSTARTED));
        if (replies.get(0).problem() == VirshProblem.NO_NETWORK) {
            return Optional.empty();
        }
        XmlElement xml = XmlElement.parse(virsh.require(replies.get(0)).out(), "network description");
        Set<String> active = Uuids.of(virsh.require(replies.get(1)).out());
        Set<String> autostarted = Uuids.of(virsh.require(replies.get(2)).out());
        return Optional.of(NetworkXml.read(xml, active, autostarted));
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
