/** What is known of the caller's connection. */
@NullMarked
package io.kloigos.http.connection;

import org.jspecify.annotations.NullMarked;
