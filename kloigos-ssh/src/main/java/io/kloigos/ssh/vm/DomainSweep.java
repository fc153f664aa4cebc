package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Lease;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.ssh.virsh.Documents;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** All domains of a host, in a number of round trips that does not grow with them. */
public final class DomainSweep {
    private final Virsh virsh;

    public DomainSweep(Virsh virsh) {
        this.virsh = virsh;
    }

    /** @param leases the addresses given on the host's networks */
    public List<Domain> all(List<Lease> leases) {
        DomainLists lists = DomainLists.ask(virsh);
        Map<String, DomainXml> live = descriptions(lists.all());
        List<String> restarting =
                lists.active().stream().filter(lists::persistent).toList();
        Map<String, DomainXml> inactive = descriptions(restarting, "--inactive");
        Map<String, PowerState> states = states(lists);
        Map<String, List<String>> addresses = addresses(leases);
        List<Domain> domains = new ArrayList<>();
        live.forEach((uuid, xml) -> {
            PowerState state = states.get(uuid);
            if (state != null) {
                Standing standing = new Standing(
                        state,
                        lists.persistent(uuid),
                        lists.autostart().contains(uuid),
                        state == PowerState.STOPPED ? List.of() : of(xml, addresses));
                domains.add(xml.domain(UUID.fromString(uuid), standing, inactive.get(uuid)));
            }
        });
        return domains;
    }

    private Map<String, DomainXml> descriptions(Collection<String> uuids, String... options) {
        Documents documents = Documents.ask(
                virsh,
                uuids.stream()
                        .map(uuid ->
                                VirshCommand.of("dumpxml", "--domain", uuid).with(options))
                        .toList(),
                "domain description");
        documents.requireOnlyGone(virsh, VirshProblem.NO_DOMAIN);
        Map<String, DomainXml> byUuid = new HashMap<>();
        documents.stream().map(DomainXml::new).forEach(xml -> byUuid.put(xml.uuid(), xml));
        return byUuid;
    }

    /** The states of all that are there; those that the lists leave open are asked for one by one, in one round trip. */
    private Map<String, PowerState> states(DomainLists lists) {
        Map<String, PowerState> states = new HashMap<>();
        List<String> open = new ArrayList<>();
        for (String uuid : lists.all()) {
            lists.state(uuid).ifPresentOrElse(state -> states.put(uuid, state), () -> open.add(uuid));
        }
        List<VirshReply> replies = virsh.query(
                open.stream().map(uuid -> VirshCommand.of("domstate", uuid)).toList());
        for (int i = 0; i < open.size(); i++) {
            VirshReply reply = replies.get(i);
            if (reply.problem() != VirshProblem.NO_DOMAIN) {
                states.put(
                        open.get(i),
                        DomainState.ofWord(virsh.require(reply).out().strip()));
            }
        }
        return states;
    }

    private static Map<String, List<String>> addresses(List<Lease> leases) {
        Map<String, List<String>> byMac = new HashMap<>();
        leases.forEach(lease ->
                byMac.computeIfAbsent(lease.mac(), mac -> new ArrayList<>()).add(lease.address()));
        return byMac;
    }

    private static List<String> of(DomainXml xml, Map<String, List<String>> addresses) {
        return xml.macs().stream()
                .flatMap(mac -> addresses.getOrDefault(mac, List.of()).stream())
                .distinct()
                .toList();
    }
}
