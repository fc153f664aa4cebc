/** Storage pools and volumes over virsh. */
@NullMarked
package io.kloigos.ssh.storage;

import org.jspecify.annotations.NullMarked;
