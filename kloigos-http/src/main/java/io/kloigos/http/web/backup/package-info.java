/** The page of backups. */
@NullMarked
package io.kloigos.http.web.backup;

import org.jspecify.annotations.NullMarked;
