package io.kloigos.core.vm;

import io.kloigos.core.hypervisor.VolumeFormat;
import java.util.UUID;

/** The volumes of a VM: their names come from its id, so that making or removing them again does no harm. */
final class VmVolumes {
    static final long GIB = 1L << 30;

    private VmVolumes() {}

    /** Its first disk. */
    static String root(UUID vmId) {
        return "kloigos-" + vmId + "-root.qcow2";
    }

    /** A further disk, counted from 1. */
    static String data(UUID vmId, int number, VolumeFormat format) {
        return "kloigos-" + vmId + "-data" + number + "." + format.word();
    }

    /** What it reads at its first boot. */
    static String seed(UUID vmId) {
        return "kloigos-" + vmId + "-seed.iso";
    }
}
