package io.kloigos.core.hypervisor;

/**
 * Our mark on what we define on a host: whose it is and how new.
 *
 * @param owner id of the CMDB that defined it
 * @param generation grows with every redefinition; a newer one than ours is never overwritten
 */
public record Stamp(String owner, long generation) {}
