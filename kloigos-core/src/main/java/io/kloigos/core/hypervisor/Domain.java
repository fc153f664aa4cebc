package io.kloigos.core.hypervisor;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One domain as a host reports it.
 *
 * @param persistent false for a transient domain, which is gone once it stops
 * @param memoryMb current memory in MiB
 * @param stamp our mark in the domain's metadata; null on a domain that we did not define
 * @param cpuCores as it is now, like memory, disks and interfaces
 * @param atNextStart what it is made of from its next start on, where that differs from what it is now; else null
 * @param autostart whether it starts with its host
 * @param addresses guest addresses from DHCP leases (or the guest agent), without prefix length
 * @param type how it is run: {@code kvm}, or {@code qemu} where its CPUs are emulated; null in what was recorded before
 *     that was read
 */
public record Domain(
        UUID vmId,
        String name,
        PowerState state,
        boolean persistent,
        int cpuCores,
        long memoryMb,
        List<Disk> disks,
        List<Nic> nics,
        @Nullable Definition atNextStart,
        boolean autostart,
        List<String> addresses,
        @Nullable Stamp stamp,
        @Nullable String type) {
    public Domain {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
        addresses = List.copyOf(addresses);
    }

    /** One of which it is not known how it is run. */
    public Domain(
            UUID vmId,
            String name,
            PowerState state,
            boolean persistent,
            int cpuCores,
            long memoryMb,
            List<Disk> disks,
            List<Nic> nics,
            @Nullable Definition atNextStart,
            boolean autostart,
            List<String> addresses,
            @Nullable Stamp stamp) {
        this(
                vmId,
                name,
                state,
                persistent,
                cpuCores,
                memoryMb,
                disks,
                nics,
                atNextStart,
                autostart,
                addresses,
                stamp,
                null);
    }

    /** What it is made of now. */
    public Definition now() {
        return new Definition(cpuCores, memoryMb, disks, nics);
    }

    /** What it is made of from its next start on. */
    public Definition next() {
        return atNextStart == null ? now() : atNextStart;
    }

    public Domain withState(PowerState newState, List<String> newAddresses) {
        return new Domain(
                vmId,
                name,
                newState,
                persistent,
                cpuCores,
                memoryMb,
                disks,
                nics,
                atNextStart,
                autostart,
                newAddresses,
                stamp,
                type);
    }

    /** The same, run in that way. */
    public Domain withType(@Nullable String newType) {
        return new Domain(
                vmId,
                name,
                state,
                persistent,
                cpuCores,
                memoryMb,
                disks,
                nics,
                atNextStart,
                autostart,
                addresses,
                stamp,
                newType);
    }

    /**
     * A disk as attached.
     *
     * @param target the guest's device name ({@code vda})
     * @param device {@code disk}, {@code cdrom}, …
     * @param source path of the file or block device on the host; null for an empty drive
     */
    public record Disk(
            String target,
            String device,
            @Nullable String format,
            @Nullable String source) {}

    /** A network interface: the libvirt network (or bridge) that it is on, and its MAC address. */
    public record Nic(@Nullable String network, String mac) {}
}
