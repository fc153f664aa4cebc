/** Command lines that an operator allows to be run on hosts. */
@NullMarked
package io.kloigos.core.host.command;

import org.jspecify.annotations.NullMarked;
