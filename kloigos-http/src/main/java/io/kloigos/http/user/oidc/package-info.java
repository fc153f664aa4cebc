/** Logging in with an OpenID Connect provider. */
@NullMarked
package io.kloigos.http.user.oidc;

import org.jspecify.annotations.NullMarked;
