/** Search over everything. */
@NullMarked
package io.kloigos.http.web.search;

import org.jspecify.annotations.NullMarked;
