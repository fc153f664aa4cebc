package io.kloigos.ssh.vm;

import io.kloigos.ssh.virsh.Uuids;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.xml.XmlElement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which files the domains and snapshots of a host name, in whatever place: disks, kernels, firmware, folders. */
public final class NamedPaths {
    private final Virsh virsh;

    public NamedPaths(Virsh virsh) {
        this.virsh = virsh;
    }

    /** Those of the paths that are named; in three round trips. */
    public Set<String> among(Collection<String> paths) {
        String list = virsh.require(virsh.query(VirshCommand.of("list", "--all", "--uuid")))
                .out();
        List<String> ids = List.copyOf(Uuids.of(list));
        List<VirshCommand> questions = new ArrayList<>();
        ids.forEach(id -> {
            questions.add(VirshCommand.of("dumpxml", "--domain", id));
            questions.add(VirshCommand.of("dumpxml", "--inactive", "--domain", id));
            questions.add(VirshCommand.of("snapshot-list", "--name", "--domain", id));
        });
        List<VirshReply> replies = virsh.query(questions);
        List<VirshCommand> snapshots = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            collect(replies.subList(3 * i, 3 * i + 2), named);
            VirshReply names = replies.get(3 * i + 2);
            if (names.problem() != VirshProblem.NO_DOMAIN) {
                virsh.require(names)
                        .out()
                        .lines()
                        .filter(name -> !name.isEmpty())
                        .forEach(name -> snapshots.add(
                                VirshCommand.of("snapshot-dumpxml", "--domain", id, "--snapshotname", name)));
            }
        }
        collect(virsh.query(snapshots), named);
        named.retainAll(Set.copyOf(paths));
        return named;
    }

    /** A domain that went meanwhile names nothing any more; whatever else goes wrong is no answer. */
    private void collect(List<VirshReply> descriptions, Set<String> named) {
        for (VirshReply reply : descriptions) {
            if (reply.problem() != VirshProblem.NO_DOMAIN) {
                named.addAll(XmlElement.parse(virsh.require(reply).out(), "description")
                        .values());
            }
        }
    }
}
