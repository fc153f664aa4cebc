/** Who may call: users, their passwords, sessions and tokens. */
@NullMarked
package io.kloigos.core.user;

import org.jspecify.annotations.NullMarked;
