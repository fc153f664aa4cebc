/** Drift on the wire: where hosts and the CMDB differ, what would mend it, and what nobody uses. */
@NullMarked
package io.kloigos.http.drift;

import org.jspecify.annotations.NullMarked;
