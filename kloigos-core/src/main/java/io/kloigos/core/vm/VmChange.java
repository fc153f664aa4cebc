package io.kloigos.core.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.task.Proposal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is wanted of a VM, and what is to be wanted instead.
 *
 * @param generation of the record once it has changed
 * @param owner this CMDB, as it calls itself on hosts
 */
public record VmChange(
        UUID vmId, String hostId, long generation, String owner, Instant createdAt, WantedVm before, WantedVm after) {
    public static VmChange of(Vm vm, WantedVm after) {
        return new VmChange(
                vm.vmId(),
                vm.hostId(),
                vm.generation() + 1,
                vm.ownerId().toString(),
                vm.createdAt(),
                vm.wanted(),
                after);
    }

    /** What of it is new; null and empty for what stays. */
    public Proposal proposal() {
        return new Proposal(
                after.projectId(),
                after.name(),
                after.cpuCores() == before.cpuCores() ? null : (Integer) after.cpuCores(),
                after.memoryMb() == before.memoryMb() ? null : (Long) after.memoryMb(),
                Objects.equals(after.image(), before.image()) ? null : after.image(),
                newNetworks(),
                after.labels().equals(before.labels()) ? null : after.labels());
    }

    /** The fields that change, with their values before and after; what a VM is made of is not told, for the secrets in it. */
    Map<String, List<Object>> difference() {
        Map<String, List<Object>> difference = new TreeMap<>();
        put(difference, "name", before.name(), after.name());
        put(difference, "cpu_cores", before.cpuCores(), after.cpuCores());
        put(difference, "memory_mb", before.memoryMb(), after.memoryMb());
        put(difference, "labels", before.labels(), after.labels());
        put(difference, "annotations", before.annotations(), after.annotations());
        put(difference, "protected", before.deleteProtected(), after.deleteProtected());
        return difference;
    }

    private static void put(Map<String, List<Object>> difference, String field, Object was, Object is) {
        if (!was.equals(is)) {
            difference.put(field, List.of(was, is));
        }
    }

    private List<String> newNetworks() {
        List<String> networks = new ArrayList<>(networks(after));
        networks(before).forEach(networks::remove);
        return networks;
    }

    private static List<String> networks(WantedVm vm) {
        VmSpec spec = vm.spec();
        return spec == null
                ? List.of()
                : spec.nics().stream().map(DomainSpec.NicSpec::network).toList();
    }

    /** The mark of the changed VM. */
    Stamp stamp() {
        return stamp(after, generation);
    }

    /** The mark once the change was taken back: newer, in case the change's own came as far as the host. */
    Stamp stampBack() {
        return stamp(before, generation + 1);
    }

    private Stamp stamp(WantedVm wanted, long of) {
        return new Stamp(
                owner, of, wanted.projectId(), wanted.image(), createdAt, wanted.labels(), wanted.annotations());
    }

    /** Whether it is a change of the VM as it is now. */
    private boolean isOf(Vm now) {
        return now.hostId().equals(hostId)
                && now.generation() == generation - 1
                && now.wanted().equals(before);
    }

    /** The same change of the VM as it is now. {@code CONFLICT} when that is none, or the VM is on another host. */
    VmChange onto(Vm now) {
        if (isOf(now)) {
            return this;
        }
        if (!now.hostId().equals(hostId)) {
            throw KloigosException.conflict("VM " + now.name() + " was moved from " + hostId + " to " + now.hostId()
                    + " meanwhile. Look at it again.");
        }
        return of(now, new Rebase(before, after, now.wanted()).result());
    }

    /** {@code CONFLICT} when something else is wanted by now than when this was asked for. */
    void check(Vm now) {
        if (!isOf(now)) {
            throw KloigosException.conflict("VM " + before.name() + " was changed meanwhile. Look at it again.");
        }
    }

    void take(Transaction tx) {
        VmRecords.setWanted(tx, VmRecords.lock(tx, vmId), generation, after);
    }

    void takeBack(Transaction tx) {
        VmRecords.setWanted(tx, VmRecords.lock(tx, vmId), generation + 1, before);
    }
}
