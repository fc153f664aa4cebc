/** Rebuilding the records from what hosts carry: stamps, definitions, volumes. */
@NullMarked
package io.kloigos.core.rebuild;

import org.jspecify.annotations.NullMarked;
