package io.kloigos.core.vm;

import io.kloigos.core.hypervisor.VolumeFormat;
import java.util.UUID;

/** The volumes of a VM: their names come from its id, so that making or removing them again does no harm. */
public final class VmVolumes {
    public static final long GIB = 1L << 30;

    private VmVolumes() {}

    /** Its first disk. */
    public static String root(UUID vmId) {
        return prefix(vmId) + "root.qcow2";
    }

    /** A further disk, counted from 1. */
    public static String data(UUID vmId, int number, VolumeFormat format) {
        return prefix(vmId) + "data" + number + "." + format.word();
    }

    /** What it reads at its first boot. */
    public static String seed(UUID vmId) {
        return prefix(vmId) + "seed.iso";
    }

    /** A disk that it was given later. */
    public static String disk(UUID vmId, UUID diskId, VolumeFormat format) {
        String suffix = format == VolumeFormat.QCOW2 ? ".qcow2" : ".img";
        return prefix(vmId) + diskId.toString().substring(0, 8) + suffix;
    }

    /** Whether we made that volume for this VM alone. */
    public static boolean isOwn(UUID vmId, VmSpec.Disk disk) {
        return disk.pool() != null && disk.volume() != null && disk.volume().startsWith(prefix(vmId));
    }

    /** The copy's own volume that stands for one of the original's own. */
    public static String of(UUID copy, UUID original, VmSpec.Disk disk) {
        return prefix(copy)
                + String.valueOf(disk.volume()).substring(prefix(original).length());
    }

    /** What a VM writes to once the volume that its disk stood in is shared with a linked clone, counted from 0. */
    public static String overlay(UUID vmId, UUID copy, int number) {
        return prefix(vmId) + copy.toString().substring(0, 8) + "-" + number + ".qcow2";
    }

    private static String prefix(UUID vmId) {
        return "kloigos-" + vmId + "-";
    }
}
