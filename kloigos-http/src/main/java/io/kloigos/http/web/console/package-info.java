/** Consoles of VMs as pages. */
@NullMarked
package io.kloigos.http.web.console;

import org.jspecify.annotations.NullMarked;
