/** Everything that a host has, in one answer. */
@NullMarked
package io.kloigos.http.live;

import org.jspecify.annotations.NullMarked;
