/** The API described: OpenAPI and its pages. */
@NullMarked
package io.kloigos.http.docs;

import org.jspecify.annotations.NullMarked;
