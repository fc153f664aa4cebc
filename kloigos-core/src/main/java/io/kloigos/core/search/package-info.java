/** Finds things of every kind by their names. */
@NullMarked
package io.kloigos.core.search;

import org.jspecify.annotations.NullMarked;
