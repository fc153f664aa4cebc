package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.ssh.network.LeaseRows;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What can be seen of domains. */
public final class DomainSight {
    private static final VirshCommand PERSISTENT = VirshCommand.of("list", "--all", "--persistent", "--uuid");

    private final Virsh virsh;

    public DomainSight(Virsh virsh) {
        this.virsh = virsh;
    }

    public Optional<PowerState> state(UUID vmId) {
        VirshReply reply = virsh.query(VirshCommand.of("domstate", vmId.toString()));
        return reply.ok() ? Optional.of(DomainState.ofWord(reply.out().strip())) : absent(reply);
    }

    private <T> Optional<T> absent(VirshReply reply) {
        if (reply.problem() == VirshProblem.NO_DOMAIN) {
            return Optional.empty();
        }
        virsh.require(reply);
        return Optional.empty();
    }

    public Optional<Domain> domain(UUID vmId) {
        String id = vmId.toString();
        List<VirshReply> replies = virsh.query(List.of(
                VirshCommand.of("domstate", id),
                VirshCommand.of("dumpxml", id),
                PERSISTENT,
                VirshCommand.of("domifaddr", id, "--source", "lease")));
        VirshReply state = replies.get(0);
        VirshReply description = replies.get(1);
        if (!state.ok() || !description.ok()) {
            return absent(state.ok() ? description : state);
        }
        List<String> addresses = LeaseRows.read(replies.get(3).out()).stream()
                .map(LeaseRows.Lease::address)
                .distinct()
                .toList();
        boolean persistent = Uuids.of(virsh.require(replies.get(2)).out()).contains(id);
        return Optional.of(DomainXml.read(description.out())
                .domain(vmId, DomainState.ofWord(state.out().strip()), persistent, addresses));
    }

    /**
     * All of these domains, in one round trip.
     *
     * @param leases the addresses given on the host's networks
     */
    public List<Domain> domains(List<String> ids, Set<String> persistent, List<LeaseRows.Lease> leases) {
        List<VirshCommand> commands = new ArrayList<>();
        ids.forEach(id -> commands.add(VirshCommand.of("dumpxml", id)));
        commands.add(VirshCommand.of("domstats", "--state"));
        List<VirshReply> replies = virsh.query(commands);
        Map<String, PowerState> states =
                DomainState.byName(virsh.require(replies.get(ids.size())).out());
        List<Domain> domains = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            VirshReply reply = replies.get(i);
            if (reply.problem() != VirshProblem.NO_DOMAIN) {
                DomainXml xml = DomainXml.read(virsh.require(reply).out());
                String id = ids.get(i);
                stateOf(id, xml, states)
                        .ifPresent(state -> domains.add(xml.domain(
                                UUID.fromString(id), state, persistent.contains(id), addresses(xml, state, leases))));
            }
        }
        return domains;
    }

    /** A domain that was renamed or removed between two commands is asked for by itself. */
    private Optional<PowerState> stateOf(String id, DomainXml xml, Map<String, PowerState> states) {
        PowerState state = states.get(xml.name());
        return state != null ? Optional.of(state) : state(UUID.fromString(id));
    }

    private static List<String> addresses(DomainXml xml, PowerState state, List<LeaseRows.Lease> leases) {
        if (state == PowerState.STOPPED) {
            return List.of();
        }
        List<String> macs = xml.macs();
        return leases.stream()
                .filter(lease -> macs.contains(lease.mac()))
                .map(LeaseRows.Lease::address)
                .distinct()
                .toList();
    }
}
