/** KVM hosts on the wire. */
@NullMarked
package io.kloigos.http.host;

import org.jspecify.annotations.NullMarked;
