/** Network interfaces of VMs over HTTP. */
@NullMarked
package io.kloigos.http.vm.nic;

import org.jspecify.annotations.NullMarked;
