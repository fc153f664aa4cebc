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
 * @param addresses guest addresses from DHCP leases (or the guest agent), without prefix length
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
        List<String> addresses,
        @Nullable Stamp stamp) {
    public Domain {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
        addresses = List.copyOf(addresses);
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
