/** Tests of this package. */
@NullMarked
package io.kloigos.ssh.template;

import org.jspecify.annotations.NullMarked;
