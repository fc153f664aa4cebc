/** What hosts and VMs use: CPU, memory, disk and network. */
@NullMarked
package io.kloigos.http.figures;

import org.jspecify.annotations.NullMarked;
