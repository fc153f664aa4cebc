package io.kloigos.core.hypervisor;

import java.util.UUID;

/** What can be done with a domain's power beside starting and stopping it. Each is {@code NOT_FOUND} without the domain. */
@Hypervisor.Part
public interface PowerOfDomains {
    /** Asks the guest to start anew and returns at once. {@code CONFLICT} unless it runs: a paused one hears nothing. */
    void requestReboot(UUID vmId);

    /** Starts the guest anew without asking it; a paused one stays paused. {@code CONFLICT} while the domain is off. */
    void reset(UUID vmId);

    /**
     * Stops the guest's clock, so to speak, unless that was done already. {@code CONFLICT} while the domain is off, or its
     * guest sleeps.
     */
    void pause(UUID vmId);

    /** Lets a paused guest go on; nothing to do when it runs. {@code CONFLICT} while the domain is off. */
    void resume(UUID vmId);

    /**
     * Writes the guest's memory to the host's disk and turns the domain off; its next start goes on from there. Nothing to
     * do when that was done already; {@code CONFLICT} while the domain is off without it.
     */
    void suspendToDisk(UUID vmId);
}
