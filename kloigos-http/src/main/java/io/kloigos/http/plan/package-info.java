/** Dry runs: what a change would do on hosts, answered in place of doing it. */
@NullMarked
package io.kloigos.http.plan;

import org.jspecify.annotations.NullMarked;
