/** Security groups: what VMs may be reached for, and may reach. */
@NullMarked
package io.kloigos.core.securitygroup;

import org.jspecify.annotations.NullMarked;
