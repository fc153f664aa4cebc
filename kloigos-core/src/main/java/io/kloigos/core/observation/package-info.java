/** Watching hosts: who is connected to which, what they report, and how that gets into the database. */
@NullMarked
package io.kloigos.core.observation;

import org.jspecify.annotations.NullMarked;
