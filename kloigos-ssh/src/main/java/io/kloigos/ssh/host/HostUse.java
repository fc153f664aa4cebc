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

/** What a host and its running domains use, in one round trip; a domain that is busy is told of as far as it goes. */
public final class HostUse {
    private static final List<VirshCommand> COMMANDS = List.of(
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
                    "--interface"),
            VirshCommand.of("nodecpustats"),
            VirshCommand.of("nodememstats"));

    private final Virsh virsh;

    public HostUse(Virsh virsh) {
        this.virsh = virsh;
    }

    public HostFigures figures() {
        List<String> said = virsh.query(COMMANDS).stream().map(this::figuresIn).toList();
        Labelled cpu = Labelled.read(said.get(2));
        Labelled memory = Labelled.read(said.get(3));
        return new HostFigures(
                sum(cpu, "user", "system", "intr"),
                sum(cpu, "idle", "iowait"),
                memory.number("total") << 10,
                sum(memory, "free", "buffers", "cached") << 10,
                DomainStats.read(said.get(1), said.get(0)));
    }

    /** A figure that this host has none of is no reason to give it up. */
    private String figuresIn(VirshReply reply) {
        return reply.problem() == VirshProblem.UNSUPPORTED
                ? ""
                : virsh.require(reply).out();
    }

    private static long sum(Labelled figures, String... labels) {
        return Stream.of(labels).mapToLong(figures::number).sum();
    }
}
