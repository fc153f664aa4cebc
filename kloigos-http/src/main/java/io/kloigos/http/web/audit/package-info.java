/** The page of the record of what happened. */
@NullMarked
package io.kloigos.http.web.audit;

import org.jspecify.annotations.NullMarked;
