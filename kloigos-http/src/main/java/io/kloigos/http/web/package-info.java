/** Pages, rendered from FreeMarker templates. */
@NullMarked
package io.kloigos.http.web;

import org.jspecify.annotations.NullMarked;
