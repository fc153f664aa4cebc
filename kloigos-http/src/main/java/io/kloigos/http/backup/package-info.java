/** Backups on the wire. */
@NullMarked
package io.kloigos.http.backup;

import org.jspecify.annotations.NullMarked;
