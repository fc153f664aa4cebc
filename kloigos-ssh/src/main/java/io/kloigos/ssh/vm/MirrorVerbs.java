package io.kloigos.ssh.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.MirrorsOfDisks;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.ssh.storage.VolumeVerbs;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.Objects;
import java.util.UUID;
import java.util.function.IntConsumer;

/** Disks that go over to another volume, by a block copy that ends with a pivot. */
public final class MirrorVerbs implements MirrorsOfDisks {
    private final Virsh virsh;
    private final VolumeVerbs volumes;
    private final MarkVerbs marks;

    public MirrorVerbs(Virsh virsh, VolumeVerbs volumes, MarkVerbs marks) {
        this.virsh = virsh;
        this.volumes = volumes;
        this.marks = marks;
    }

    /** libvirt writes the new place into the definition too. */
    @Override
    public void mirror(UUID vmId, String owner, DiskSpec to, IntConsumer percent) {
        SeenDomain there = SeenDomain.ours(virsh, marks, vmId, owner);
        if (!there.active()) {
            throw KloigosException.conflict(
                    "Domain " + there.name() + " on " + virsh.host() + " is off: its disks are copied otherwise.");
        }
        String target = Objects.requireNonNull(to.target());
        Volume volume = volumes.require(to.pool(), to.volume());
        if (isAt(there, target, volume.path())) {
            return;
        }
        if (isMirrored(vmId, target)) {
            callOff(vmId, target);
        }
        VirshCommand command = VirshCommand.of(
                "blockcopy",
                "--domain",
                vmId.toString(),
                "--path",
                target,
                "--dest",
                volume.path(),
                "--format",
                to.format().word(),
                "--reuse-external",
                "--transient-job",
                "--wait",
                "--verbose",
                "--pivot");
        virsh.require(virsh.changePatiently(
                volume.path().startsWith("/dev/") ? command.with("--blockdev") : command, percent));
    }

    private boolean isAt(SeenDomain there, String target, String path) {
        Domain.Disk disk = there.now().disks().stream()
                .filter(each -> each.target().equals(target))
                .findFirst()
                .orElseThrow(() -> KloigosException.notFound(
                        "disk of domain " + there.name() + " on " + virsh.host() + ",", target));
        return path.equals(disk.source());
    }

    /** virsh says that there is none without failing. */
    private boolean isMirrored(UUID vmId, String target) {
        VirshReply reply = virsh.query(job(vmId, target, "--raw"));
        boolean gone = reply.problem() == VirshProblem.NOT_RUNNING || reply.problem() == VirshProblem.NO_DOMAIN;
        return !gone && virsh.require(reply).out().contains("type=");
    }

    @Override
    public void callOff(UUID vmId, String target) {
        if (isMirrored(vmId, target)) {
            VirshReply reply = virsh.change(job(vmId, target, "--abort"));
            if (reply.problem() != VirshProblem.NO_JOB && reply.problem() != VirshProblem.NOT_RUNNING) {
                virsh.require(reply);
            }
        }
    }

    private static VirshCommand job(UUID vmId, String target, String option) {
        return VirshCommand.of("blockjob", "--domain", vmId.toString(), "--path", target, option);
    }
}
