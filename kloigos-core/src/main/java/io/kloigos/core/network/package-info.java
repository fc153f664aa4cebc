/** Networks of hosts, and the addresses that they keep for VMs. */
@NullMarked
package io.kloigos.core.network;

import org.jspecify.annotations.NullMarked;
