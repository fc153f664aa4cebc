/** Rules for what may be done. */
@NullMarked
package io.kloigos.http.policy;

import org.jspecify.annotations.NullMarked;
