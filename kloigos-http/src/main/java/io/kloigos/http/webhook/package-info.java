/** Others that are told of events. */
@NullMarked
package io.kloigos.http.webhook;

import org.jspecify.annotations.NullMarked;
