/** Whether the process lives and whether its parts are ready. */
@NullMarked
package io.kloigos.http.health;

import org.jspecify.annotations.NullMarked;
