/** The pool on the wire. */
@NullMarked
package io.kloigos.http.server;

import org.jspecify.annotations.NullMarked;
