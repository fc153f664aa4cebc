/** Rules for what may be done: kept, bound to hosts and projects, and asked before each task. */
@NullMarked
package io.kloigos.core.policy;

import org.jspecify.annotations.NullMarked;
