/** Pages about tasks. */
@NullMarked
package io.kloigos.http.web.task;

import org.jspecify.annotations.NullMarked;
