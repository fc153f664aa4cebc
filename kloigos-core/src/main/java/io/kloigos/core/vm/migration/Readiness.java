package io.kloigos.core.vm.migration;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.StorageOfHost;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.task.Stage;
import io.kloigos.core.vm.VmSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Whether a VM can move: all that can be known of both hosts before anything is touched. */
final class Readiness {
    private static final long MIB = 1L << 20;

    private final Move move;
    private final Stage stage;
    private final Domain domain;
    private final HostView there;

    Readiness(Move move, Stage stage) {
        this.move = move;
        this.stage = stage;
        this.domain = move.source(stage)
                .domain(move.vmId())
                .orElseThrow(() -> KloigosException.notFound("domain on " + move.hostId() + ",", move.vmId()));
        if (!move.copied() && !stage.isRehearsal()) {
            refreshShared();
        }
        this.there = move.target(stage).look();
    }

    /** libvirt knows of no volume that another host has made in a pool that both share, until it looks again. */
    private void refreshShared() {
        StorageOfHost storage = move.target(stage).storage();
        move.disks().stream()
                .map(disk -> Objects.requireNonNull(disk.pool()))
                .distinct()
                .filter(pool -> storage.pool(pool).filter(StoragePool::active).isPresent())
                .forEach(storage::refreshPool);
    }

    /** {@code CONFLICT} with the first thing that stands in the way. */
    void check() {
        checkState();
        checkSnapshots();
        checkNames();
        checkNetworks();
        checkMemory();
        checkCpu();
        move.disks().forEach(this::checkDisk);
    }

    private void checkState() {
        boolean off = domain.state() == PowerState.STOPPED;
        if (move.live() && off) {
            throw refusal("is off: move it without live");
        }
        if (!move.live() && !off) {
            throw refusal("is " + domain.state().word() + ": stop it first, or move it live");
        }
    }

    private void checkSnapshots() {
        int snapshots = move.source(stage).snapshots().of(move.vmId()).size();
        if (snapshots > 0) {
            throw refusal("has " + snapshots + " snapshots, which cannot move with it: delete them first");
        }
    }

    private void checkNames() {
        for (Domain other : there.domains()) {
            if (other.vmId().equals(move.vmId()) || other.name().equals(domain.name())) {
                throw refusal("cannot move: host " + move.targetHostId() + " has a domain " + other.name() + " ("
                        + other.vmId() + ") already");
            }
        }
    }

    private void checkNetworks() {
        Set<String> wanted = new HashSet<>();
        domain.nics().stream().map(Domain.Nic::network).filter(Objects::nonNull).forEach(wanted::add);
        List<String> active = there.networks().stream()
                .filter(Network::active)
                .map(Network::name)
                .toList();
        wanted.removeAll(active);
        if (!wanted.isEmpty()) {
            throw refusal("needs the network " + String.join(", ", wanted) + ", which is not active on host "
                    + move.targetHostId());
        }
    }

    private void checkMemory() {
        long taken = there.domains().stream()
                .filter(other -> other.state() != PowerState.STOPPED)
                .mapToLong(Domain::memoryMb)
                .sum();
        long room = there.facts().memoryMb() - taken;
        if (move.live() && domain.memoryMb() > room) {
            throw refusal("needs " + domain.memoryMb() + " MiB, and host " + move.targetHostId() + " has room for "
                    + Math.max(0, room) + " MiB");
        }
    }

    /** What a guest has found out about its CPU stays true while it runs. */
    private void checkCpu() {
        if (!move.live()) {
            return;
        }
        move.source(stage)
                .migrations()
                .cpu(move.vmId())
                .flatMap(cpu -> move.target(stage).migrations().lacks(cpu))
                .ifPresent(lacks -> {
                    throw refusal("cannot move while it runs: the CPU of host " + move.targetHostId() + " " + lacks
                            + ", which its guest may use. Stop it and move it then, or give it a cpu_model that both"
                            + " hosts have");
                });
    }

    private void checkDisk(VmSpec.Disk disk) {
        Volumes volumes = new Volumes(move, stage);
        Volume here = volumes.at(disk);
        StoragePool pool = there.pools().stream()
                .filter(each -> each.name().equals(here.pool()) && each.active())
                .findFirst()
                .orElseThrow(() -> refusal("needs the storage pool " + here.pool() + ", which is not active on host "
                        + move.targetHostId()));
        if (!here.path().startsWith(String.valueOf(pool.path()).replaceFirst("/+$", "") + "/")) {
            throw refusal("cannot move: the pool " + pool.name() + " is at " + pool.path() + " on host "
                    + move.targetHostId() + ", and not where its disk " + here.path() + " is");
        }
        boolean isUnknown = !move.copied() && stage.isRehearsal();
        boolean isThere = isUnknown
                || there.volumes().stream().anyMatch(each -> each.path().equals(here.path()));
        boolean brought =
                move.copied() && (volumes.isOwn(disk) || !disk.device().equals("cdrom"));
        if (isThere && brought) {
            throw refusal("cannot move: host " + move.targetHostId() + " has a volume " + here.path() + " already");
        }
        if (!isThere && !brought) {
            throw refusal("needs " + here.path() + ", which host " + move.targetHostId()
                    + " has not: copy it there, or take it out of the drive");
        }
        String base = here.backingPath();
        if (brought && base != null) {
            volumes.baseThere(here, base);
        }
        checkSpace(here, pool, brought);
    }

    private void checkSpace(Volume here, StoragePool pool, boolean brought) {
        if (brought && here.allocationBytes() > pool.availableBytes()) {
            throw refusal("needs " + here.allocationBytes() / MIB + " MiB in pool " + pool.name() + ", and host "
                    + move.targetHostId() + " has " + pool.availableBytes() / MIB + " MiB left there");
        }
    }

    private KloigosException refusal(String words) {
        return KloigosException.conflict("VM " + move.name() + " " + words + ".");
    }
}
