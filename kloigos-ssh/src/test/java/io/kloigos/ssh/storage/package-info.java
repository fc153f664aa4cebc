/** Tests of this package. */
@NullMarked
package io.kloigos.ssh.storage;

import org.jspecify.annotations.NullMarked;
