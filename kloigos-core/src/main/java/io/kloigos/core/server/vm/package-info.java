/** Servers of the pool that are made when they are asked for: VMs out of templates. */
@NullMarked
package io.kloigos.core.server.vm;

import org.jspecify.annotations.NullMarked;
