/** Pages of policies. */
@NullMarked
package io.kloigos.http.web.policy;

import org.jspecify.annotations.NullMarked;
