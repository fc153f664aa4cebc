/** The page of what this installation is. */
@NullMarked
package io.kloigos.http.web.system;

import org.jspecify.annotations.NullMarked;
