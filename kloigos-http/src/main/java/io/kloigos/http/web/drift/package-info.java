/** Where hosts are not as wanted, as a page. */
@NullMarked
package io.kloigos.http.web.drift;

import org.jspecify.annotations.NullMarked;
