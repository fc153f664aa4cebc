/** Style sheets and scripts of the pages, from inside the jars. */
@NullMarked
package io.kloigos.http.asset;

import org.jspecify.annotations.NullMarked;
