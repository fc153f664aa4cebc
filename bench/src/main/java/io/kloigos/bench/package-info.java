/** Benchmarks that anyone can run: {@code bench/run}. */
@NullMarked
package io.kloigos.bench;

import org.jspecify.annotations.NullMarked;
