package io.kloigos.ssh.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One SSH server on the way: a jump host, or the host itself.
 *
 * @param via the jump host in front of it; null when it is reached directly
 * @param jump whether it is a jump host itself
 * @param hostKeys the OpenSSH public key lines of which it must show one; empty when none is accepted yet
 * @param trustOnFirstUse accept whatever key it shows, while there are no {@code hostKeys}
 * @param identities the keys that the user's SSH config wants to be used for it
 */
record Hop(
        @Nullable Hop via,
        boolean jump,
        String address,
        int port,
        String user,
        List<String> hostKeys,
        boolean trustOnFirstUse,
        Identities identities) {
    Hop {
        hostKeys = List.copyOf(hostKeys);
    }

    /** For the middle of a sentence. */
    String name() {
        String place = address + " port " + port;
        if (jump) {
            return "the jump host " + place;
        }
        return via == null ? place : place + " (behind " + via.name() + ")";
    }

    /** For the beginning of a sentence. */
    String subject() {
        return jump ? "The" + name().substring("the".length()) : name();
    }
}
