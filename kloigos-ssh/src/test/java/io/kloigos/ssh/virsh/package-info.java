/** Tests of this package against scripted hosts. */
@NullMarked
package io.kloigos.ssh.virsh;

import org.jspecify.annotations.NullMarked;
