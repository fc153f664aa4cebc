/** Tests of this package against scripted hosts. */
@NullMarked
package io.kloigos.ssh.transport;

import org.jspecify.annotations.NullMarked;
