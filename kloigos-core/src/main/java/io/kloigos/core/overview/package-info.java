/** What there is altogether, in figures. */
@NullMarked
package io.kloigos.core.overview;

import org.jspecify.annotations.NullMarked;
