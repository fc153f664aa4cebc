/** Who may call what, and the checks that keep web pages of others out. */
@NullMarked
package io.kloigos.http.security;

import org.jspecify.annotations.NullMarked;
