/** Pages about images. */
@NullMarked
package io.kloigos.http.web.image;

import org.jspecify.annotations.NullMarked;
