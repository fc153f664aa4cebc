package io.kloigos.ssh.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.jspecify.annotations.Nullable;

/** The keys that OpenSSH's known_hosts files (sshd(8)) have for a server, hashed entries too. */
final class KnownHosts {
    private static final String REVOKED = "revoked";

    private KnownHosts() {}

    /** OpenSSH public key lines; certificate authorities and revoked keys are not among them. Missing files are empty. */
    static List<String> keysOf(List<Path> files, String address, int port) throws IOException {
        List<KnownHostEntry> entries = new ArrayList<>();
        for (Path file : files) {
            if (Files.isReadable(file)) {
                Files.readAllLines(file, StandardCharsets.ISO_8859_1)
                        .forEach(line -> parse(line)
                                .filter(entry -> entry.isHostMatch(address.toLowerCase(Locale.ROOT), port))
                                .ifPresent(entries::add));
            }
        }
        List<String> revoked = keys(entries, REVOKED).toList();
        return keys(entries, null).filter(key -> !revoked.contains(key)).toList();
    }

    /** A line that nobody understands is not there, as for ssh. */
    private static Optional<KnownHostEntry> parse(String line) {
        try {
            return Optional.ofNullable(KnownHostEntry.parseKnownHostEntry(line));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Stream<String> keys(List<KnownHostEntry> entries, @Nullable String marker) {
        return entries.stream()
                .filter(entry -> Objects.equals(entry.getMarker(), marker))
                .flatMap(entry -> key(entry).stream())
                .distinct();
    }

    private static Optional<String> key(KnownHostEntry entry) {
        try {
            PublicKey key = entry.getKeyEntry().resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING);
            return Optional.ofNullable(key).map(PublicKeyEntry::toString);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
