/** Runbooks: work that operators do again and again, written down as steps, run as tasks, by hand or by schedule. */
@NullMarked
package io.kloigos.core.runbook;

import org.jspecify.annotations.NullMarked;
