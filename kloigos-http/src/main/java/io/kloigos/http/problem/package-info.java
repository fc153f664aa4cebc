/** Errors as RFC 9457 problem documents; the only place that knows status codes. */
@NullMarked
package io.kloigos.http.problem;

import org.jspecify.annotations.NullMarked;
