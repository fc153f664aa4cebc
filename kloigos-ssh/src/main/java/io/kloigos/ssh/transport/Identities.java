package io.kloigos.ssh.transport;

import java.nio.file.Path;
import java.util.List;

/**
 * What the user's SSH config says about the keys for one server.
 *
 * @param files {@code IdentityFile}: these keys and no others, from the file or from the agent; empty for the usual ones
 * @param certificates {@code CertificateFile}: certificates of those keys, beside the ones that lie next to them
 * @param only {@code IdentitiesOnly}: no key of the agent that is not named
 */
record Identities(List<Path> files, List<Path> certificates, boolean only) {
    static final Identities USUAL = new Identities(List.of(), List.of(), false);

    Identities {
        files = List.copyOf(files);
        certificates = List.copyOf(certificates);
    }
}
