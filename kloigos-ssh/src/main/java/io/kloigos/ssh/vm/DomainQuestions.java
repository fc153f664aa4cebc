package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.ssh.network.LeaseRows;
import io.kloigos.ssh.virsh.Labelled;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** All that is asked about one domain, and what the answers make of it. */
final class DomainQuestions {
    static final int COUNT = 4;

    private DomainQuestions() {}

    /** Asked by its name or UUID; virsh takes a word for an id or a UUID before it takes it for a name. */
    static List<VirshCommand> about(String word) {
        return List.of(
                VirshCommand.of("dominfo", "--domain", word),
                VirshCommand.of("dumpxml", "--domain", word),
                VirshCommand.of("dumpxml", "--inactive", "--domain", word),
                VirshCommand.of("domifaddr", "--source", "lease", "--domain", word));
    }

    /** The domain; empty when it is not there, or went while it was asked about. */
    static Optional<Domain> read(List<VirshReply> replies, Virsh virsh) {
        if (replies.subList(0, 3).stream().anyMatch(reply -> reply.problem() == VirshProblem.NO_DOMAIN)) {
            return Optional.empty();
        }
        Labelled info = Labelled.read(virsh.require(replies.get(0)).out());
        DomainXml live = DomainXml.read(virsh.require(replies.get(1)).out());
        DomainXml inactive = DomainXml.read(virsh.require(replies.get(2)).out());
        String uuid = live.uuid();
        if (!uuid.equals(info.value("UUID")) || !uuid.equals(inactive.uuid())) {
            return Optional.empty();
        }
        boolean persistent = info.value("Persistent").equals("yes");
        PowerState state = DomainState.ofWord(info.value("State"));
        // stopped domains have no interfaces to tell of, and virsh says so as an error
        List<String> addresses = state == PowerState.STOPPED
                ? List.of()
                : LeaseRows.addresses(replies.get(3).out());
        Standing standing =
                new Standing(state, persistent, info.value("Autostart").equals("enable"), addresses);
        return Optional.of(live.domain(UUID.fromString(uuid), standing, persistent ? inactive : null));
    }
}
