/** Pages of runbooks and schedules. */
@NullMarked
package io.kloigos.http.web.runbook;

import org.jspecify.annotations.NullMarked;
