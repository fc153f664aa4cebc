package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.Snapshot;
import io.kloigos.ssh.virsh.Documents;
import io.kloigos.ssh.virsh.Uuids;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All snapshots on a host, in three round trips. */
public final class SnapshotSweep {
    private static final VirshCommand WITH_SNAPSHOT = VirshCommand.of("list", "--all", "--with-snapshot", "--uuid");

    private final Virsh virsh;

    public SnapshotSweep(Virsh virsh) {
        this.virsh = virsh;
    }

    public List<Snapshot> all() {
        return of(List.copyOf(Uuids.of(virsh.require(virsh.query(WITH_SNAPSHOT)).out())));
    }

    /** The snapshots of these domains, in two round trips; none of one that is not there. */
    List<Snapshot> of(List<String> vmIds) {
        List<VirshCommand> lists = new ArrayList<>();
        for (String vmId : vmIds) {
            lists.add(VirshCommand.of("snapshot-list", "--name", "--domain", vmId));
            lists.add(VirshCommand.of("snapshot-current", "--name", "--domain", vmId));
        }
        List<VirshReply> replies = virsh.query(lists);
        List<VirshCommand> dumps = new ArrayList<>();
        Map<String, String> current = new HashMap<>();
        for (int i = 0; i < vmIds.size(); i++) {
            VirshReply names = replies.get(2 * i);
            VirshReply now = replies.get(2 * i + 1);
            if (names.problem() != VirshProblem.NO_DOMAIN) {
                dumps.addAll(dumps(vmIds.get(i), virsh.require(names).out()));
            }
            // that there is no current one is told as an error
            if (now.ok()) {
                current.put(vmIds.get(i), line(now.out()));
            }
        }
        Documents documents = Documents.ask(virsh, dumps, "snapshot description");
        documents.requireOnlyGone(virsh, VirshProblem.NO_DOMAIN, VirshProblem.NO_SNAPSHOT);
        return documents.stream().map(xml -> SnapshotXml.read(xml, current)).toList();
    }

    private static List<VirshCommand> dumps(String vmId, String names) {
        return names.lines()
                .filter(name -> !name.isEmpty())
                .map(name -> VirshCommand.of("snapshot-dumpxml", "--domain", vmId, "--snapshotname", name))
                .toList();
    }

    private static String line(String out) {
        return out.lines().findFirst().orElse("");
    }
}
