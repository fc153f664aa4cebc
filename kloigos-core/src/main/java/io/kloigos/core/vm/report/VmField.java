package io.kloigos.core.vm.report;

/** What can be taken over from a host by itself. */
public enum VmField {
    NAME,
    CPU_CORES,
    MEMORY_MB,
    DISKS,
    NETWORKS,
    AUTOSTART,
    LABELS,
    ANNOTATIONS,
    PROJECT_ID,
    IMAGE
}
