/** Pages about hosts. */
@NullMarked
package io.kloigos.http.web.host;

import org.jspecify.annotations.NullMarked;
