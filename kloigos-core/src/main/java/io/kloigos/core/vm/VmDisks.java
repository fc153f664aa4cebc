package io.kloigos.core.vm;

/** What becomes of the disks that are a VM's own when it is deleted. */
public enum VmDisks {
    /** They stay on the host, nobody's. */
    KEEP,
    /** They wait in the trash, from which they can be brought back; where there is none they are deleted. */
    TRASH,
    /** They are gone. */
    DELETE
}
