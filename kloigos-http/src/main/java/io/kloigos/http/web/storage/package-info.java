/** Pages about storage. */
@NullMarked
package io.kloigos.http.web.storage;

import org.jspecify.annotations.NullMarked;
