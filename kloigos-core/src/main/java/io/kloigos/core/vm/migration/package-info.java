/** Moving VMs from host to host. */
@NullMarked
package io.kloigos.core.vm.migration;

import org.jspecify.annotations.NullMarked;
