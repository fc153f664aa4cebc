/** Moves of VMs over HTTP. */
@NullMarked
package io.kloigos.http.vm.migration;

import org.jspecify.annotations.NullMarked;
