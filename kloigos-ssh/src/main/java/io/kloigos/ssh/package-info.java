/** The adapter between core's hypervisor port and KVM hosts: SSH outside, virsh inside. */
@NullMarked
package io.kloigos.ssh;

import org.jspecify.annotations.NullMarked;
