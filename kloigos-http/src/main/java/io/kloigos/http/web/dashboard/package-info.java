/** The start page. */
@NullMarked
package io.kloigos.http.web.dashboard;

import org.jspecify.annotations.NullMarked;
