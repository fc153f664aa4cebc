package io.kloigos.core.hypervisor;

import java.util.Locale;

/** How a disk is wired to its guest. */
public enum DiskBus {
    VIRTIO("vd"),
    SCSI("sd"),
    SATA("sd"),
    IDE("hd"),
    USB("sd");

    private final String prefix;

    DiskBus(String prefix) {
        this.prefix = prefix;
    }

    /** libvirt's word for it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the names of its disks begin with. */
    public String prefix() {
        return prefix;
    }
}
