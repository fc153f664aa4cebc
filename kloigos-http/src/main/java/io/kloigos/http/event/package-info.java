/** The audit timeline on the wire. */
@NullMarked
package io.kloigos.http.event;

import org.jspecify.annotations.NullMarked;
