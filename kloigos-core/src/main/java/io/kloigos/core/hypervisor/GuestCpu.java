package io.kloigos.core.hypervisor;

/**
 * The CPU that a guest sees while it runs.
 *
 * @param type how it is run: {@code kvm} or {@code qemu}
 * @param definition in the hypervisor's own words
 */
public record GuestCpu(String type, String definition) {}
