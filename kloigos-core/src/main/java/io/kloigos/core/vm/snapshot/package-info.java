/** Snapshots of VMs: taken, gone back to, deleted. */
@NullMarked
package io.kloigos.core.vm.snapshot;

import org.jspecify.annotations.NullMarked;
