package io.kloigos.ssh.host;

import io.kloigos.core.hypervisor.HostFigures;
import io.kloigos.ssh.virsh.Labelled;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.vm.DomainStats;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a host and its running domains use, in one round trip; a domain that is busy is told of as far as it goes. All is one
 * reply, since each reply costs virsh, sshd and us some ten small packets beside what it tells. What the host says of itself
 * comes first: no name or path of a domain's can be taken for it.
 */
public final class HostUse {
    private static final VirshCommand QUESTION = VirshCommand.inTurn(List.of(
            VirshCommand.of("nodecpustats"),
            VirshCommand.of("nodememstats"),
            VirshCommand.of("list", "--uuid", "--name"),
            VirshCommand.of(
                    "domstats",
                    "--list-active",
                    "--nowait",
                    "--state",
                    "--cpu-total",
                    "--balloon",
                    "--vcpu",
                    "--block",
                    "--interface")));
    private static final String FIRST_DOMAIN = "\nDomain: '";

    private final Virsh virsh;

    public HostUse(Virsh virsh) {
        this.virsh = virsh;
    }

    public HostFigures figures() {
        String said = saidTo(virsh.query(QUESTION));
        int domains = said.indexOf(FIRST_DOMAIN);
        String before = domains < 0 ? said : said.substring(0, domains);
        Labelled host = Labelled.read(before);
        return new HostFigures(
                sum(host, "user", "system", "intr"),
                sum(host, "idle", "iowait"),
                host.number("total") << 10,
                sum(host, "free", "buffers", "cached") << 10,
                domains < 0 ? List.of() : DomainStats.read(said.substring(domains), before));
    }

    /** A figure that this host has none of is no reason to give it up. */
    private String saidTo(VirshReply reply) {
        return reply.problem() == VirshProblem.UNSUPPORTED
                ? reply.out()
                : virsh.require(reply).out();
    }

    private static long sum(Labelled figures, String... labels) {
        return Stream.of(labels).mapToLong(figures::number).sum();
    }
}
