package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.PowerState;
import java.util.List;

/**
 * What a domain's description does not tell.
 *
 * @param addresses leased to it
 */
record Standing(PowerState state, boolean persistent, boolean autostart, List<String> addresses) {
    Standing {
        addresses = List.copyOf(addresses);
    }
}
