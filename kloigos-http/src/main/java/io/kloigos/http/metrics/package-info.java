/** Figures for Prometheus. */
@NullMarked
package io.kloigos.http.metrics;

import org.jspecify.annotations.NullMarked;
