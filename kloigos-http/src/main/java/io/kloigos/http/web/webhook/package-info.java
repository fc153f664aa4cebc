/** Pages of webhooks. */
@NullMarked
package io.kloigos.http.web.webhook;

import org.jspecify.annotations.NullMarked;
