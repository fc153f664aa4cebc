/** Disks and CD-ROMs of VMs: plugged in and out, grown, changed. */
@NullMarked
package io.kloigos.core.vm.disk;

import org.jspecify.annotations.NullMarked;
