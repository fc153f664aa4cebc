package io.kloigos.core.hypervisor;

import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import java.util.UUID;
import java.util.function.IntConsumer;

/** Disks of domains that go over to another volume while their guests write to them. */
@Hypervisor.Part
public interface MirrorsOfDisks {
    /**
     * Copies all that a disk of a domain that runs holds, its bases included, into another volume, and has the guest go on
     * there, now and from its next start on; nothing to do when it does already. What an earlier attempt left under way is
     * called off first. What fails leaves the disk where it was.
     *
     * <p>{@code NOT_FOUND} without the domain, the disk or the volume; {@code CONFLICT} when the domain is off, or carries a
     * foreign stamp or none.
     *
     * @param to whose target is the disk's
     * @param percent hears how far it is, 0 to 100
     */
    void mirror(UUID vmId, String owner, DiskSpec to, IntConsumer percent);

    /** Calls such a copying off, if one goes on: the disk stays where it was. */
    void callOff(UUID vmId, String target);
}
