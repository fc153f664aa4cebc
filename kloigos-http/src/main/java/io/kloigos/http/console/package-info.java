/** Consoles of VMs: tickets, sessions, and the WebSocket that carries them. */
@NullMarked
package io.kloigos.http.console;

import org.jspecify.annotations.NullMarked;
