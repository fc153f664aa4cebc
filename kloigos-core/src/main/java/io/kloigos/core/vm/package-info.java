/** Virtual machines: desired rows, observed state and the tasks that change them. */
@NullMarked
package io.kloigos.core.vm;

import org.jspecify.annotations.NullMarked;
