package io.kloigos.core.hypervisor;

/**
 * A disk of a domain and the volume that it is copied into.
 *
 * @param target the guest's device name ({@code vda})
 * @param source path of the disk on the host
 */
public record DiskCopy(String target, String source, String volume) {}
