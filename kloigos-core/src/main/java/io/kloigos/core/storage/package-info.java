/** Storage pools and volumes of hosts: what may be done with them, and proofs that nobody uses a volume. */
@NullMarked
package io.kloigos.core.storage;

import org.jspecify.annotations.NullMarked;
