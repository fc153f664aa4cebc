/** The port to a KVM host: what core asks of it and what it reports back. */
@NullMarked
package io.kloigos.core.hypervisor;

import org.jspecify.annotations.NullMarked;
