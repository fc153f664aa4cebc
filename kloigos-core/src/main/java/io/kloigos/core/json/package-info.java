/** JSON as it is stored in the database. */
@NullMarked
package io.kloigos.core.json;

import org.jspecify.annotations.NullMarked;
