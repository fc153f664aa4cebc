package io.kloigos.core.hypervisor;

import java.util.Locale;

/** The network card that a guest sees. */
public enum NicModel {
    VIRTIO,
    E1000E,
    E1000,
    RTL8139;

    /** libvirt's word for it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
