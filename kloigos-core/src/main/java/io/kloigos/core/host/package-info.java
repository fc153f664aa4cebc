/** KVM hosts: their records, their mode and their connection. */
@NullMarked
package io.kloigos.core.host;

import org.jspecify.annotations.NullMarked;
