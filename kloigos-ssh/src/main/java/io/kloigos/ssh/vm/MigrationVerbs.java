package io.kloigos.ssh.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.GuestCpu;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.MigrationOrder;
import io.kloigos.core.hypervisor.MigrationsOfDomains;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshErrors;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntConsumer;

/**
 * Moves over virsh on the host that a domain leaves. It reaches the other one with our own SSH agent, forwarded for as long as
 * that takes: no host keeps a key to another.
 */
public final class MigrationVerbs implements MigrationsOfDomains {
    private final Virsh virsh;
    private final MarkVerbs marks;

    public MigrationVerbs(Virsh virsh, MarkVerbs marks) {
        this.virsh = virsh;
        this.marks = marks;
    }

    @Override
    public Optional<GuestCpu> cpu(UUID vmId) {
        List<VirshReply> replies = virsh.query(
                List.of(VirshCommand.of("dumpxml", "--domain", vmId.toString()), VirshCommand.of("domcapabilities")));
        if (replies.get(0).problem() == VirshProblem.NO_DOMAIN) {
            return Optional.empty();
        }
        String capabilities = replies.get(1).ok() ? replies.get(1).out() : null;
        return GuestCpuXml.read(virsh.require(replies.get(0)).out(), capabilities);
    }

    @Override
    public Optional<String> lacks(GuestCpu cpu) {
        VirshReply reply = virsh.ask(
                VirshCommand.of(
                        "hypervisor-cpu-compare", "--error", "--virttype", cpu.type(), "--file", VirshCommand.STDIN),
                cpu.definition());
        if (reply.problem() == VirshProblem.LIBVIRT_AWAY) {
            virsh.require(reply);
        }
        return reply.problem() == VirshProblem.CPU_INCOMPATIBLE
                ? Optional.of(VirshErrors.lackingFeatures(reply.err()))
                : Optional.empty();
    }

    @Override
    public void migrate(MigrationOrder order, IntConsumer percent) {
        SeenDomain there = SeenDomain.ours(virsh, marks, order.vmId(), order.owner());
        if (!there.active()) {
            throw KloigosException.conflict(
                    "Domain " + there.name() + " on " + virsh.host() + " is off: there is nothing to move live.");
        }
        VirshCommand command = VirshCommand.of("migrate", "--live", "--persistent", "--undefinesource", "--verbose")
                .with(disks(order.disks()))
                .with("--domain", order.vmId().toString())
                .with("--desturi", uri(order.target()))
                .with("--migrateuri", "tcp://" + bracketed(order.target().address()));
        virsh.require(virsh.changeWithAgent(command, percent));
    }

    private static String[] disks(MigrationOrder.Disks disks) {
        return switch (disks) {
            case SHARED -> new String[0];
            case COPIED -> new String[] {"--copy-storage-all"};
            case COPIED_ABOVE_BASE -> new String[] {"--copy-storage-inc"};
        };
    }

    private static String uri(HostEndpoint target) {
        return "qemu+ssh://" + target.user() + "@" + bracketed(target.address()) + ":" + target.port() + "/system";
    }

    private static String bracketed(String address) {
        return address.contains(":") && !address.startsWith("[") ? "[" + address + "]" : address;
    }

    @Override
    public void abort(UUID vmId) {
        VirshReply reply = virsh.change(VirshCommand.of("domjobabort", "--domain", vmId.toString()));
        boolean none = reply.problem() == VirshProblem.NO_JOB
                || reply.problem() == VirshProblem.NO_DOMAIN
                || reply.problem() == VirshProblem.NOT_RUNNING;
        if (!none) {
            virsh.require(reply);
        }
    }
}
