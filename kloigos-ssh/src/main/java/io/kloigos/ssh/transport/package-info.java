/** SSH connections to hosts: credentials, pinned keys, one session a host, channels within a budget. */
@NullMarked
package io.kloigos.ssh.transport;

import org.jspecify.annotations.NullMarked;
