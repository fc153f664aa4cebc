/** Networks over HTTP, with the addresses that they keep. */
@NullMarked
package io.kloigos.http.network;

import org.jspecify.annotations.NullMarked;
