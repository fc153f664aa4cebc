package io.kloigos.core.hypervisor;

import java.util.Locale;

/** The disk formats that we create. */
public enum VolumeFormat {
    QCOW2,
    RAW;

    /** libvirt's word for it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
