/** Pages of users, and of one's own account. */
@NullMarked
package io.kloigos.http.web.user;

import org.jspecify.annotations.NullMarked;
