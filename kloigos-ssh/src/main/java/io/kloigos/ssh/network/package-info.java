/** libvirt networks and DHCP leases over virsh. */
@NullMarked
package io.kloigos.ssh.network;

import org.jspecify.annotations.NullMarked;
