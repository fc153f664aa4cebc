package io.kloigos.ssh.vm;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.BackupsOfHost;
import io.kloigos.core.hypervisor.DiskCopy;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.ssh.storage.PoolVerbs;
import io.kloigos.ssh.storage.VolumeVerbs;
import io.kloigos.ssh.template.Templates;
import io.kloigos.ssh.virsh.Edit;
import io.kloigos.ssh.virsh.Labelled;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Copies disks: of a domain that runs with a backup job of libvirt's, of others volume by volume. */
public final class BackupVerbs implements BackupsOfHost {
    private static final Set<String> FOLDERS = Set.of("dir", "fs", "netfs");
    private static final long LOOK_MILLIS = 200;

    private final Virsh virsh;
    private final Templates templates;
    private final DomainSight sight;
    private final VolumeVerbs volumes;
    private final PoolVerbs pools;

    public BackupVerbs(Virsh virsh, Templates templates, DomainSight sight, VolumeVerbs volumes, PoolVerbs pools) {
        this.virsh = virsh;
        this.templates = templates;
        this.sight = sight;
        this.volumes = volumes;
        this.pools = pools;
    }

    @Override
    public void copyDisks(UUID vmId, String pool, List<DiskCopy> copies) {
        PowerState state =
                sight.state(vmId).orElseThrow(() -> KloigosException.notFound("domain on " + virsh.host() + ",", vmId));
        String folder = folder(pool);
        breakOff(vmId);
        pools.refreshPool(pool);
        copies.forEach(copy -> volumes.delete(pool, copy.volume()));
        if (state == PowerState.STOPPED || state == PowerState.CRASHED) {
            copies.forEach(copy -> volumes.copyPath(copy.source(), pool, copy.volume()));
        } else {
            begin(vmId, folder, copies);
            awaitEnd(vmId);
            pools.refreshPool(pool);
        }
    }

    private String folder(String name) {
        StoragePool pool = pools.pool(name)
                .orElseThrow(() -> KloigosException.notFound("storage pool", "'" + name + "' on " + virsh.host()));
        String path = pool.path();
        if (path == null || !FOLDERS.contains(pool.type())) {
            throw KloigosException.conflict("Storage pool " + name + " on " + virsh.host() + " is of type "
                    + pool.type() + ": backups need one of files.");
        }
        return path.replaceFirst("/+$", "");
    }

    private void begin(UUID vmId, String folder, List<DiskCopy> copies) {
        String xml = templates.render("libvirt/backup.xml.ftl", Map.of("disks", copies, "folder", folder));
        virsh.require(virsh.feed(
                VirshCommand.of("backup-begin", "--domain", vmId.toString(), "--backupxml", VirshCommand.STDIN),
                xml,
                new Edit("backup of " + vmId, "", xml)));
    }

    private void awaitEnd(UUID vmId) {
        awaitIdle(vmId);
        String end =
                job(vmId, "--completed").map(info -> info.value("Job type")).orElse("Failed");
        if (end.equals("Failed") || end.equals("Cancelled")) {
            throw new KloigosException(
                    ErrorCode.HOST_FAILED,
                    "Host " + virsh.host() + ": the backup of domain " + vmId + " ended as " + end
                            + "; libvirt's log there says why.");
        }
    }

    private void awaitIdle(UUID vmId) {
        while (isBackingUp(vmId)) {
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KloigosException(ErrorCode.HOST_UNREACHABLE, "The backup was not waited for: interrupted", e);
            }
        }
    }

    @Override
    public void breakOff(UUID vmId) {
        if (isBackingUp(vmId)) {
            virsh.change(VirshCommand.of("domjobabort", "--domain", vmId.toString()));
            awaitIdle(vmId);
        }
    }

    private boolean isBackingUp(UUID vmId) {
        return job(vmId).map(info -> info.value("Operation").equals("Backup")).orElse(false);
    }

    /** What the domain's job says; empty for a domain that does not run, or is not there. */
    private Optional<Labelled> job(UUID vmId, String... options) {
        VirshReply reply = virsh.query(
                VirshCommand.of("domjobinfo", "--domain", vmId.toString()).with(options));
        if (reply.problem() == VirshProblem.NO_DOMAIN || reply.problem() == VirshProblem.NOT_RUNNING) {
            return Optional.empty();
        }
        return Optional.of(Labelled.read(virsh.require(reply).out()));
    }
}
