package io.kloigos.core.hypervisor;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One KVM host, as core drives it.
 *
 * <p>Every method blocks until the host has answered or a deadline of the adapter's own has passed. Every changing
 * method may be called again without harm: it looks first, does what is missing, and returns quietly when nothing is.
 * Failures are {@link KloigosException}s: {@link ErrorCode#HOST_UNREACHABLE} when it is not known whether the call had an
 * effect, {@link ErrorCode#HOST_FAILED} when the host refused, {@link ErrorCode#NOT_FOUND} and
 * {@link ErrorCode#CONFLICT} as said at the method.
 *
 * <p>A method that changes something answers nothing, a method that answers something changes nothing, here and in each
 * {@link Part}.
 */
public interface Hypervisor {
    /** Marks an interface that is a part of this port, reached through one of its methods. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Part {}

    HostFacts facts();

    StorageOfHost storage();

    BackupsOfHost backups();

    ConsolesOfDomains consoles();

    /** Everything on the host, in a number of round trips that does not grow with it. */
    HostView look();

    NetworksOfHost networks();

    FiltersOfHost filters();

    /** The state of one domain, the cheapest question there is; empty when the host has no such domain. */
    Optional<PowerState> state(UUID vmId);

    Optional<Domain> domain(UUID vmId);

    /** The volumes of one pool. {@code NOT_FOUND} when there is no such pool. */
    List<Volume> volumes(String pool);

    Optional<Volume> volume(String pool, String name);

    /**
     * Creates the volume unless one of that name is there. {@code NOT_FOUND} when the pool or the backing volume is
     * missing; {@code INVALID} outside {@link VolumeLimits}.
     */
    void createVolume(VolumeSpec spec);

    /** Writes the content into an existing volume from its first byte. {@code NOT_FOUND} without that volume. */
    void upload(String pool, String volume, Content content);

    /** Writes a cloud-init seed for a guest into a volume of that name, creating or replacing it. */
    void writeSeed(String pool, String name, Seed seed);

    /** Deletes the volume if it is there. */
    void deleteVolume(String pool, String name);

    /**
     * Defines the domain, or redefines the one of the same id.
     *
     * <p>{@code CONFLICT} when the name belongs to another domain, or when the domain of that id carries no stamp, a
     * foreign one, or a newer one; {@code NOT_FOUND} when a disk's volume is missing; {@code INVALID} outside
     * {@link DomainLimits}.
     */
    void define(DomainSpec spec);

    /**
     * Makes a domain of ours from its next start on what it is to become, and persistent if it is not. Whatever else it
     * has stays: only its name, CPUs, memory, disks and interfaces are touched, and only where they differ. Does nothing
     * when nothing does.
     *
     * <p>{@code CONFLICT} as {@link #define}, and when a domain that runs would have to be renamed; {@code NOT_FOUND}
     * without it.
     */
    void amend(Amendment amendment);

    /**
     * Puts our mark on a domain, now and from its next start on, unless it bears that one. {@code CONFLICT} when it bears
     * a foreign or newer one; {@code NOT_FOUND} without it.
     */
    void mark(UUID vmId, Stamp stamp);

    /** Takes our mark off a domain again. {@code CONFLICT} when it bears a foreign one; nothing to do without domain or mark. */
    void unmark(UUID vmId, String owner);

    /** The domain's definition as it stands, to be put back by {@link #restore}; empty without it. */
    Optional<SavedDomain> save(UUID vmId);

    /**
     * Defines a domain as it was when it was saved. {@code CONFLICT} when it bears a foreign mark by now, and when a domain
     * that runs would have to be renamed.
     *
     * @param owner the owner id that its stamp may bear
     */
    void restore(UUID vmId, SavedDomain saved, String owner);

    /**
     * Which of these paths any domain or snapshot of the host names, in whatever place of its description: live, from the
     * next start on, or to go back to.
     */
    Set<String> named(Collection<String> paths);

    /** Starts the domain unless it runs. {@code NOT_FOUND} without it. */
    void start(UUID vmId);

    /**
     * Asks the guest to shut down and returns at once; nothing to do when it is off. {@code NOT_FOUND} without it,
     * {@code CONFLICT} while it is paused or sleeps, and hears nothing.
     */
    void requestShutdown(UUID vmId);

    /**
     * Pulls the plug unless it is off. Does nothing without such a domain. {@code CONFLICT} when it carries a foreign stamp
     * or none.
     *
     * @param owner the owner id that the stamp must bear
     */
    void powerOff(UUID vmId, String owner);

    /**
     * Removes the definition of a stopped domain of ours, if it is there, and what guarded its interfaces. {@code CONFLICT} when it carries a foreign
     * stamp or none, or is not stopped.
     *
     * @param owner the owner id that the stamp must bear
     */
    void undefine(UUID vmId, String owner);

    /** Whether the domain starts with its host from now on. {@code NOT_FOUND} without it. */
    void setAutostart(UUID vmId, boolean autostart);

    /** Command lines of the operator's own. */
    ShellOfHost shell();

    /** Power beside on and off. */
    PowerOfDomains power();

    SnapshotsOfDomains snapshots();

    MigrationsOfDomains migrations();

    /** What domains are made of, piece by piece. */
    DevicesOfDomains devices();

    /** Disks on their way to another volume. */
    MirrorsOfDisks mirrors();

    /**
     * The domains of these names as they are now, at a cost that does not grow with the others. Where one of them is not
     * there, or none is asked for, the answer tells which domains there are at all.
     */
    DomainsSeen see(Collection<String> names);

    /** What the host and its running domains use now; in one round trip. */
    HostFigures figures();

    /**
     * Calls the listener for whatever changes from now on. Returns once changes are heard; fails as any other call when
     * that cannot be had.
     */
    Subscription listen(HostListener listener);
}
