package io.kloigos.core.hypervisor;

/**
 * A domain's persistent definition, to be put back later.
 *
 * @param definition in the host's own words, without secrets: those are taken from the domain when it is put back
 */
public record SavedDomain(String name, String definition, boolean autostart) {}
