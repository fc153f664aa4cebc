/** Pages about networks. */
@NullMarked
package io.kloigos.http.web.network;

import org.jspecify.annotations.NullMarked;
