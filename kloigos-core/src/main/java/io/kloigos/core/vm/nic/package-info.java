/** Network interfaces of VMs: plugged in and out. */
@NullMarked
package io.kloigos.core.vm.nic;

import org.jspecify.annotations.NullMarked;
