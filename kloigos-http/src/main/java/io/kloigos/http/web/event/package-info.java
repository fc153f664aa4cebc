/** The timeline as a page. */
@NullMarked
package io.kloigos.http.web.event;

import org.jspecify.annotations.NullMarked;
