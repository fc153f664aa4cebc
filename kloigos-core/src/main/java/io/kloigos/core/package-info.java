/** The engine's front door, its errors and its caller context. */
@NullMarked
package io.kloigos.core;

import org.jspecify.annotations.NullMarked;
