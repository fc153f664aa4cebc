/** The whole record of what happened: verified and exported. */
@NullMarked
package io.kloigos.http.audit;

import org.jspecify.annotations.NullMarked;
