package io.kloigos.ssh.virsh;

/** What can be wrong with a virsh command, as far as callers tell it apart. */
public enum VirshProblem {
    NONE,
    NO_DOMAIN,
    ALREADY_ACTIVE,
    NOT_RUNNING,
    NO_POOL,
    POOL_INACTIVE,
    NO_VOLUME,
    NO_NETWORK,
    /** A network's addresses are those of another interface of the host. */
    NETWORK_IN_USE,
    NO_FILTER,
    /** Running domains use a packet filter. */
    FILTER_IN_USE,
    NO_SNAPSHOT,
    /** A disk in the first qcow2 format cannot grow while it holds snapshots. */
    OLD_SNAPSHOTS,
    EXISTS,
    PERMISSION,
    NO_SPACE,
    /** A domain that runs cannot be changed like that; from its next start on it can. */
    NOT_LIVE,
    /** A host cannot give its guests a CPU. */
    CPU_INCOMPATIBLE,
    /** Nothing is under way that could be called off. */
    NO_JOB,
    /** Another operation, or another process, holds the thing. */
    LOCKED,
    /** What libvirt drives there cannot do it at all. */
    UNSUPPORTED,
    /** virsh runs, but libvirt's daemon does not answer it. */
    LIBVIRT_AWAY,
    /** There is no virsh on the host. */
    NO_VIRSH,
    /** It failed, and libvirt itself does not know why. */
    UNTOLD,
    OTHER
}
