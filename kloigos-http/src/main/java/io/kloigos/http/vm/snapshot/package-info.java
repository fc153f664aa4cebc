/** Snapshots of VMs over HTTP. */
@NullMarked
package io.kloigos.http.vm.snapshot;

import org.jspecify.annotations.NullMarked;
