/** Which host takes a VM, and why no other does. */
@NullMarked
package io.kloigos.core.vm.placement;

import org.jspecify.annotations.NullMarked;
