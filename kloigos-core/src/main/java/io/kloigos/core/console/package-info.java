/** Consoles of VMs: tickets to open one, and which are open. */
@NullMarked
package io.kloigos.core.console;

import org.jspecify.annotations.NullMarked;
