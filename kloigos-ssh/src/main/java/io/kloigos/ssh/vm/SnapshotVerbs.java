package io.kloigos.ssh.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Snapshot;
import io.kloigos.core.hypervisor.SnapshotSpec;
import io.kloigos.core.hypervisor.SnapshotsOfDomains;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.xml.XmlElement;
import java.util.List;
import java.util.UUID;

/** Snapshots within qcow2 disks, over virsh. */
public final class SnapshotVerbs implements SnapshotsOfDomains {
    private final Virsh virsh;
    private final MarkVerbs marks;
    private final SnapshotSweep sweep;

    public SnapshotVerbs(Virsh virsh, MarkVerbs marks) {
        this.virsh = virsh;
        this.marks = marks;
        this.sweep = new SnapshotSweep(virsh);
    }

    @Override
    public List<Snapshot> of(UUID vmId) {
        return sweep.of(List.of(vmId.toString()));
    }

    @Override
    public void create(SnapshotSpec spec) {
        SeenDomain there = SeenDomain.ours(virsh, marks, spec.vmId(), spec.owner());
        if (has(spec.vmId(), spec.name())) {
            return;
        }
        refuseWhatHoldsNone(there);
        VirshCommand command = command("snapshot-create-as", spec.vmId(), "--name", spec.name());
        virsh.require(virsh.changePatiently(
                spec.description() == null ? command : command.with("--description", spec.description())));
    }

    private boolean has(UUID vmId, String name) {
        return of(vmId).stream().anyMatch(snapshot -> snapshot.name().equals(name));
    }

    private void refuseWhatHoldsNone(SeenDomain there) {
        XmlElement domain = XmlElement.parse(there.live(), "domain description");
        if (domain.all("os", "loader").stream()
                .anyMatch(loader -> loader.attribute("type").equals("pflash"))) {
            throw KloigosException.conflict("Domain " + there.name() + " on " + virsh.host()
                    + " has UEFI firmware, whose memory libvirt cannot keep in a disk: it takes no such snapshots.");
        }
        domain.all("devices", "disk").stream()
                .filter(SnapshotVerbs::isWritable)
                .filter(disk -> !disk.first("driver")
                        .map(driver -> driver.attribute("type"))
                        .orElse("")
                        .equals("qcow2"))
                .findFirst()
                .ifPresent(disk -> refuse(there, disk));
    }

    private static boolean isWritable(XmlElement disk) {
        return !disk.attribute("device").equals("cdrom")
                && disk.first("readonly").isEmpty()
                && disk.first("source").isPresent();
    }

    private void refuse(SeenDomain there, XmlElement disk) {
        String target = disk.first("target").map(each -> each.attribute("dev")).orElse("?");
        throw KloigosException.conflict("Disk " + target + " of domain " + there.name() + " on " + virsh.host()
                + " is not qcow2, which alone holds snapshots: unplug it, or convert it.");
    }

    @Override
    public void revert(UUID vmId, String name, String owner) {
        SeenDomain.ours(virsh, marks, vmId, owner);
        if (!has(vmId, name)) {
            throw KloigosException.notFound("snapshot of domain " + vmId + " on " + virsh.host() + ",", name);
        }
        // forced where libvirt would have to start the guest's process anew
        virsh.require(virsh.changePatiently(command("snapshot-revert", vmId, "--snapshotname", name, "--force")));
    }

    @Override
    public void delete(UUID vmId, String name, String owner) {
        SeenDomain.ours(virsh, marks, vmId, owner);
        if (has(vmId, name)) {
            VirshReply reply = virsh.changePatiently(command("snapshot-delete", vmId, "--snapshotname", name));
            if (reply.problem() != VirshProblem.NO_SNAPSHOT) {
                virsh.require(reply);
            }
        }
    }

    private static VirshCommand command(String verb, UUID vmId, String... options) {
        return VirshCommand.of(verb, "--domain", vmId.toString()).with(options);
    }
}
