/** The audit timeline. */
@NullMarked
package io.kloigos.core.event;

import org.jspecify.annotations.NullMarked;
