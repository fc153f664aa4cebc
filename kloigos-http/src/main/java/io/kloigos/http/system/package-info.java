/** What this installation is, has and can do, answered from the running system. */
@NullMarked
package io.kloigos.http.system;

import org.jspecify.annotations.NullMarked;
