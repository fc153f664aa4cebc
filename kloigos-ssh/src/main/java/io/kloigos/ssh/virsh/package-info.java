/** Speaking to virsh: warm shells, one-shot commands, quoting, and what its errors mean. */
@NullMarked
package io.kloigos.ssh.virsh;

import org.jspecify.annotations.NullMarked;
