package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;

/** Hears of changes on a host as they happen. Called on I/O threads, in order: its methods must not block. */
public interface HostListener {
    /**
     * Something about that domain changed, or it came or went: look at it. May be called for a name that no domain has
     * any more.
     */
    void domainChanged(String name);

    /** A network or a storage pool changed: look at the host. */
    void hostChanged();

    /** Nothing will be heard from now on. Called once, and not after the subscription was closed from this side. */
    void lost(KloigosException reason);
}
