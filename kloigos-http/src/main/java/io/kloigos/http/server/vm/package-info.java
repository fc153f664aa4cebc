/** Templates of VMs for the pool. */
@NullMarked
package io.kloigos.http.server.vm;

import org.jspecify.annotations.NullMarked;
