/** Tests of this package. */
@NullMarked
package io.kloigos.ssh.vm;

import org.jspecify.annotations.NullMarked;
