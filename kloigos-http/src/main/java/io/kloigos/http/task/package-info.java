/** Answers to work that takes time: wait for it, or point at its task. */
@NullMarked
package io.kloigos.http.task;

import org.jspecify.annotations.NullMarked;
