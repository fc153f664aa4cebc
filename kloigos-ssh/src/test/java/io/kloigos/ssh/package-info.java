/** The adapter against scripted and real hosts. */
@NullMarked
package io.kloigos.ssh;

import org.jspecify.annotations.NullMarked;
