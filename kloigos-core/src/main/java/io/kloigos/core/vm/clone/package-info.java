/** Copies of whole VMs. */
@NullMarked
package io.kloigos.core.vm.clone;

import org.jspecify.annotations.NullMarked;
