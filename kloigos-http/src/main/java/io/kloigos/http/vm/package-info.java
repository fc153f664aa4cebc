/** VMs on the wire. */
@NullMarked
package io.kloigos.http.vm;

import org.jspecify.annotations.NullMarked;
