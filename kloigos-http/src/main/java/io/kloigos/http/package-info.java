/** The HTTP door: the server on Grizzly and the application that it serves. */
@NullMarked
package io.kloigos.http;

import org.jspecify.annotations.NullMarked;
