package io.kloigos.core.hypervisor;

import java.util.UUID;

/** What guests show and hear. Whoever opens one closes it; what is said through it is the guest's own affair. */
@Hypervisor.Part
public interface ConsolesOfDomains {
    /** The VNC server of a domain. {@code NOT_FOUND} without the domain, {@code CONFLICT} when it is off or has none. */
    ConsoleLine screen(UUID vmId);

    /**
     * The first serial port of a domain; whoever was connected to it before is cut off. {@code NOT_FOUND} without the
     * domain, {@code CONFLICT} when it is off, {@code EXHAUSTED} when the host has as many serial consoles open as it may.
     */
    ConsoleLine serial(UUID vmId);
}
