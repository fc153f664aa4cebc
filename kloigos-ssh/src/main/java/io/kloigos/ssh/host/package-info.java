/** A host as a whole: its facts and one complete look at it. */
@NullMarked
package io.kloigos.ssh.host;

import org.jspecify.annotations.NullMarked;
