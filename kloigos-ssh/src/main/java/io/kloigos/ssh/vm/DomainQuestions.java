package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.ssh.network.LeaseRows;
import io.kloigos.ssh.virsh.Labelled;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.xml.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * All that is asked about one domain, and what the answers make of it. They come as one text: what {@code dominfo} says,
 * two documents, and rows of addresses; only the documents have angle brackets, since no line before them is from
 * outside but the name.
 */
final class DomainQuestions {
    private static final String DOCUMENT = "\n<domain ";
    private static final String END = "</domain>\n";

    private DomainQuestions() {}

    /** Asked by its name or UUID; virsh takes a word for an id or a UUID before it takes it for a name. */
    static VirshCommand about(String word) {
        return VirshCommand.inTurn(List.of(
                VirshCommand.of("dominfo", "--domain", word),
                VirshCommand.of("dumpxml", "--domain", word),
                VirshCommand.of("dumpxml", "--inactive", "--domain", word),
                VirshCommand.of("domifaddr", "--source", "lease", "--domain", word)));
    }

    /** The domain; empty when it is not there, or went while it was asked about. */
    static Optional<Domain> read(VirshReply reply, Virsh virsh) {
        if (reply.problem() == VirshProblem.NO_DOMAIN) {
            return Optional.empty();
        }
        int from = reply.out().indexOf(DOCUMENT);
        int to = reply.out().lastIndexOf(END) + END.length();
        List<XmlElement> documents = from < 0 || to < from
                ? List.of()
                : XmlElement.parseAll(reply.out().substring(from, to), "domain description");
        if (documents.size() != 2 || reply.problem() == VirshProblem.LIBVIRT_AWAY) {
            virsh.require(reply);
            return Optional.empty();
        }
        // what is left of errors is of addresses: a stopped domain has no interfaces to tell of
        Labelled info = Labelled.read(reply.out().substring(0, from));
        return domain(
                info,
                new DomainXml(documents.get(0)),
                new DomainXml(documents.get(1)),
                reply.out().substring(to));
    }

    private static Optional<Domain> domain(Labelled info, DomainXml live, DomainXml inactive, String addresses) {
        String uuid = live.uuid();
        if (!uuid.equals(info.value("UUID")) || !uuid.equals(inactive.uuid())) {
            return Optional.empty();
        }
        boolean persistent = info.value("Persistent").equals("yes");
        PowerState state = DomainState.ofWord(info.value("State"));
        Standing standing = new Standing(
                state,
                persistent,
                info.value("Autostart").equals("enable"),
                state == PowerState.STOPPED ? List.of() : LeaseRows.addresses(addresses));
        return Optional.of(live.domain(UUID.fromString(uuid), standing, persistent ? inactive : null));
    }
}
