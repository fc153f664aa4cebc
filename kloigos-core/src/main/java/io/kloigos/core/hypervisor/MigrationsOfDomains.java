package io.kloigos.core.hypervisor;

import java.util.Optional;
import java.util.UUID;
import java.util.function.IntConsumer;

/** Domains that move to another host while they run. */
@Hypervisor.Part
public interface MigrationsOfDomains {
    /** The CPU that a domain that runs has; empty without it, and where its guest sees one that every host can give. */
    Optional<GuestCpu> cpu(UUID vmId);

    /**
     * Why this host cannot give a guest that CPU, as the end of a sentence about it, such as {@code lacks avx512f, rtm}; empty
     * when it can, and when it cannot tell.
     */
    Optional<String> lacks(GuestCpu cpu);

    /**
     * Moves a domain that runs to the other host, where it is defined, and not here any more. What fails leaves it here,
     * running. {@code NOT_FOUND} without it, {@code CONFLICT} when it carries a foreign stamp or none, or is off.
     *
     * @param percent hears how far it is, 0 to 100
     */
    void migrate(MigrationOrder order, IntConsumer percent);

    /** Calls a move that is under way off, if there is one. */
    void abort(UUID vmId);
}
