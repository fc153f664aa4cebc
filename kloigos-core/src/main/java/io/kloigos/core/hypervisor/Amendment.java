package io.kloigos.core.hypervisor;

import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a domain of ours is to become; whatever else it has stays.
 *
 * @param stamp the mark that it must bear, of this generation or an older one
 * @param memoryMb in MiB
 * @param room what it can be given while it runs, once it was started anew; where that says nothing it keeps what it can have
 * @param disks all that it is to have; null to leave them alone
 * @param nics all that it is to have; null to leave them alone
 */
public record Amendment(
        UUID vmId,
        Stamp stamp,
        String name,
        int cpuCores,
        long memoryMb,
        Hardware room,
        @Nullable List<Disk> disks,
        @Nullable List<NicSpec> nics) {
    public Amendment {
        disks = disks == null ? null : List.copyOf(disks);
        nics = nics == null ? null : List.copyOf(nics);
    }

    /** One that says nothing of what it can be given. */
    public Amendment(
            UUID vmId,
            Stamp stamp,
            String name,
            int cpuCores,
            long memoryMb,
            @Nullable List<Disk> disks,
            @Nullable List<NicSpec> nics) {
        this(vmId, stamp, name, cpuCores, memoryMb, Hardware.ANY, disks, nics);
    }

    /**
     * A disk by where it is found.
     *
     * @param device {@code disk}, {@code cdrom}, …
     * @param format null to leave it to the host
     * @param source path on the host; null for an empty drive
     * @param bus of a disk that is added; null for the usual one
     * @param target of a disk that is added; null for the next free one
     */
    public record Disk(
            String device,
            @Nullable String format,
            @Nullable String source,
            @Nullable DiskBus bus,
            @Nullable String target) {
        /** One whose place is left to the host. */
        public Disk(String device, @Nullable String format, @Nullable String source) {
            this(device, format, source, null, null);
        }

        /** Whether that is the same disk; a format that either does not tell makes no difference. */
        public boolean is(Domain.Disk there) {
            boolean sameFormat =
                    format == null || there.format() == null || source == null || format.equals(there.format());
            return device.equals(there.device()) && java.util.Objects.equals(source, there.source()) && sameFormat;
        }
    }
}
