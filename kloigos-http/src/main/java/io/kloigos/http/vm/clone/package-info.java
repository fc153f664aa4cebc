/** Copies of VMs over HTTP. */
@NullMarked
package io.kloigos.http.vm.clone;

import org.jspecify.annotations.NullMarked;
