package io.kloigos.core.hypervisor;

import java.util.Optional;

/** The storage pools of a host, and what can be done with the volumes in them beside making and deleting them. */
@Hypervisor.Part
public interface StorageOfHost {
    Optional<StoragePool> pool(String name);

    /**
     * Defines the pool unless one of that name is there. {@code CONFLICT} when that one is of another type, or found
     * elsewhere.
     */
    void definePool(PoolSpec spec);

    /** Makes what the pool stands on: its folder or its volume group. {@code NOT_FOUND} without the pool. */
    void buildPool(String name);

    /** Starts the pool unless it is active. {@code NOT_FOUND} without it. */
    void startPool(String name);

    /** Stops the pool if it is active; what is in it stays. {@code NOT_FOUND} without it. */
    void stopPool(String name);

    /** Has the host look at what is in the pool. {@code NOT_FOUND} without it, {@code CONFLICT} when it is not active. */
    void refreshPool(String name);

    /** Whether the pool starts with its host from now on. {@code NOT_FOUND} without it. */
    void setPoolAutostart(String name, boolean autostart);

    /** Removes the pool's definition, if it is there; what is in it stays. {@code CONFLICT} while it is active. */
    void undefinePool(String name);

    /** Grows a volume to that size, unless it has it. {@code CONFLICT} when it is larger; {@code NOT_FOUND} without it. */
    void resizeVolume(String pool, String name, long capacityBytes);

    /** Makes a full copy under that name, unless there is a volume of that name. {@code NOT_FOUND} without the volume. */
    void cloneVolume(String pool, String name, String newName);

    /**
     * Makes a full copy of a volume, of whatever it is an overlay, in any pool of the host, unless there is a volume of that
     * name. {@code NOT_FOUND} without the volume or the other pool.
     */
    void copyVolume(String pool, String name, String toPool, String newName, VolumeFormat format);

    /**
     * Has the host itself fetch a file into a volume that is large enough for it; blocks until all of it is there. The start
     * of it goes to the host from here, so that nothing else can stand there; the rest must be of the same content. What a
     * fetch that failed has left in the volume is of no use, and it can be fetched again. {@code HOST_FAILED} when the host
     * cannot fetch it, or what comes is something else; {@code NOT_FOUND} without the volume.
     */
    void fetch(String pool, String volume, WebFile file, FetchListener listener);

    /** The bytes of a volume as they are stored, read from the host when it is opened. {@code NOT_FOUND} without it. */
    Content content(String pool, String name);
}
