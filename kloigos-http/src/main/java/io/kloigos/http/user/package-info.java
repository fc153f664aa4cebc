/** Users, their sessions and tokens over HTTP. */
@NullMarked
package io.kloigos.http.user;

import org.jspecify.annotations.NullMarked;
