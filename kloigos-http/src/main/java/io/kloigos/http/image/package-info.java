/** Images on the wire. */
@NullMarked
package io.kloigos.http.image;

import org.jspecify.annotations.NullMarked;
