package io.kloigos.ssh.host;

import io.kloigos.core.hypervisor.Hardware.Firmware;
import io.kloigos.core.hypervisor.HostFacts;
import io.kloigos.ssh.transport.Deadline;
import io.kloigos.ssh.virsh.Labelled;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.vm.Machine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a host is. */
public final class HostVerbs {
    private static final VirshCommand DOMCAPABILITIES = VirshCommand.of("domcapabilities");

    private static final List<VirshCommand> FACTS = List.of(
            VirshCommand.of("capabilities"),
            VirshCommand.of("nodeinfo"),
            VirshCommand.of("version"),
            VirshCommand.of("hostname"),
            DOMCAPABILITIES);

    private final Virsh virsh;
    private volatile @Nullable Machine machine;

    public HostVerbs(Virsh virsh) {
        this.virsh = virsh;
    }

    public HostFacts facts() {
        return facts(virsh.sweepDeadline());
    }

    public HostFacts facts(Deadline deadline) {
        List<VirshReply> replies = virsh.query(FACTS, deadline);
        CapabilitiesXml capabilities =
                CapabilitiesXml.read(virsh.require(replies.get(0)).out());
        Labelled node = Labelled.read(virsh.require(replies.get(1)).out());
        Labelled version = Labelled.read(virsh.require(replies.get(2)).out());
        boolean kvm = remember(replies.get(4), capabilities);
        return new HostFacts(
                capabilities.hostUuid(),
                virsh.require(replies.get(3)).out().strip(),
                (int) node.number("CPU(s)"),
                node.number("Memory size") / 1024,
                capabilities.numaNodes(),
                version.lastWord("Using library"),
                version.lastWord("Running hypervisor"),
                kvm);
    }

    private boolean remember(VirshReply domainCapabilities, CapabilitiesXml capabilities) {
        if (!domainCapabilities.ok()) {
            return capabilities.kvm();
        }
        Machine read = Machine.read(domainCapabilities.out());
        machine = read;
        return read.kvm();
    }

    /** What guests are defined for, as of the last complete look. */
    public Machine machine() {
        Machine known = machine;
        return known == null ? askMachine() : known;
    }

    /** The same for guests of that firmware; asked anew for one that comes and goes with a package of the host. */
    public Machine machine(@Nullable Firmware firmware) {
        return firmware == Firmware.UEFI ? askMachine() : machine();
    }

    private Machine askMachine() {
        Machine asked = Machine.read(virsh.require(virsh.query(DOMCAPABILITIES)).out());
        machine = asked;
        return asked;
    }
}
