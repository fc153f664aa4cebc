/** Projects over HTTP. */
@NullMarked
package io.kloigos.http.project;

import org.jspecify.annotations.NullMarked;
