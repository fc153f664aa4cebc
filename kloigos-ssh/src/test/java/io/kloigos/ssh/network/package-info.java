/** Tests of this package. */
@NullMarked
package io.kloigos.ssh.network;

import org.jspecify.annotations.NullMarked;
