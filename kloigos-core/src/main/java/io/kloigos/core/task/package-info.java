/** Durable work: tasks made of steps that know their undo, run by whichever instance is alive. */
@NullMarked
package io.kloigos.core.task;

import org.jspecify.annotations.NullMarked;
