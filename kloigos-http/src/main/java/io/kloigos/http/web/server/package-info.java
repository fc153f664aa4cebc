/** Pages about the pool. */
@NullMarked
package io.kloigos.http.web.server;

import org.jspecify.annotations.NullMarked;
