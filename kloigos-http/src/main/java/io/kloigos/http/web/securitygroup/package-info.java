/** Pages of security groups. */
@NullMarked
package io.kloigos.http.web.securitygroup;

import org.jspecify.annotations.NullMarked;
