/** Volumes that wait for their deletion, and can be brought back until then. */
@NullMarked
package io.kloigos.core.trash;

import org.jspecify.annotations.NullMarked;
