package io.kloigos.core.vm;

import java.util.UUID;

/** The volumes of a VM: their names come from its id, so that making or removing them again does no harm. */
final class VmVolumes {
    static final long GIB = 1L << 30;

    private VmVolumes() {}

    /** Its first disk. */
    static String root(UUID vmId) {
        return "kloigos-" + vmId + "-root.qcow2";
    }

    /** What it reads at its first boot. */
    static String seed(UUID vmId) {
        return "kloigos-" + vmId + "-seed.iso";
    }
}
