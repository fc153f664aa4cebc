/** Security groups over HTTP. */
@NullMarked
package io.kloigos.http.securitygroup;

import org.jspecify.annotations.NullMarked;
