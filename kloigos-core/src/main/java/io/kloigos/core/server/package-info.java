/** The pool: servers that services claim and give back. */
@NullMarked
package io.kloigos.core.server;

import org.jspecify.annotations.NullMarked;
