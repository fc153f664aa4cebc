/** Disks and CD-ROMs of VMs over HTTP. */
@NullMarked
package io.kloigos.http.vm.disk;

import org.jspecify.annotations.NullMarked;
