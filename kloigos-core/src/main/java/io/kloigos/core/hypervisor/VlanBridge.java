package io.kloigos.core.hypervisor;

/**
 * A Linux bridge for the guests of one VLAN.
 *
 * @param bridge its name
 * @param link the name of the VLAN interface that connects it
 * @param uplink the host's interface that carries the tagged frames
 * @param vlanId their tag
 */
public record VlanBridge(String bridge, String link, String uplink, int vlanId) {}
