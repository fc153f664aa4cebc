/** Runbooks and their schedules over HTTP. */
@NullMarked
package io.kloigos.http.runbook;

import org.jspecify.annotations.NullMarked;
