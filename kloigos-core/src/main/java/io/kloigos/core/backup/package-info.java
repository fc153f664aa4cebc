/** Copies of the disks of VMs. */
@NullMarked
package io.kloigos.core.backup;

import org.jspecify.annotations.NullMarked;
