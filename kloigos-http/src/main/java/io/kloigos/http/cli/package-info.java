/** The command line. */
@NullMarked
package io.kloigos.http.cli;

import org.jspecify.annotations.NullMarked;
