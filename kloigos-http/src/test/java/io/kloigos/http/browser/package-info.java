/** The console in a real browser: clicked through, looked at, and read as a screen reader would. */
@NullMarked
package io.kloigos.http.browser;

import org.jspecify.annotations.NullMarked;
