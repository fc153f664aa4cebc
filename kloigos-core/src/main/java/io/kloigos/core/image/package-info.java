/** Catalogued base disks. */
@NullMarked
package io.kloigos.core.image;

import org.jspecify.annotations.NullMarked;
