/** Storage pools, volumes and the trash on the wire. */
@NullMarked
package io.kloigos.http.storage;

import org.jspecify.annotations.NullMarked;
