package io.kloigos.ssh.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/**
 * An OpenSSH certificate (PROTOCOL.certkeys) to log in with.
 *
 * @param source where it was found, in words
 */
record UserCertificate(String source, OpenSshCertificate certificate) {
    /** The one in that file; empty when it is not there, or holds something else. */
    static Optional<UserCertificate> read(Path file) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            String line = Files.readString(file, StandardCharsets.UTF_8).strip();
            PublicKey key = PublicKeyEntry.parsePublicKeyEntry(line)
                    .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING);
            return of("certificate " + file, key);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return Optional.empty();
        }
    }

    static Optional<UserCertificate> of(String source, PublicKey key) {
        return key instanceof OpenSshCertificate certificate
                ? Optional.of(new UserCertificate(source, certificate))
                : Optional.empty();
    }

    boolean certifies(PublicKey key) {
        return KeyUtils.compareKeys(certificate.getCertPubKey(), key);
    }

    boolean isUsable(Instant now) {
        return certificate.getType() == OpenSshCertificate.Type.USER && OpenSshCertificate.isValidAt(certificate, now);
    }

    /** What of it may keep the user out, as a sentence; empty when nothing does that we can see. */
    Optional<String> remark(Instant now, String user) {
        if (certificate.getType() != OpenSshCertificate.Type.USER) {
            return Optional.of("The " + source + " is a host's, not a user's.");
        }
        if (Long.compareUnsigned(now.getEpochSecond(), certificate.getValidBefore()) >= 0) {
            return Optional.of("The " + source + " expired on " + moment(certificate.getValidBefore())
                    + ": have the key signed again.");
        }
        if (Long.compareUnsigned(now.getEpochSecond(), certificate.getValidAfter()) < 0) {
            return Optional.of("The " + source + " is not valid before " + moment(certificate.getValidAfter()) + ".");
        }
        if (!certificate.getPrincipals().contains(user)) {
            return Optional.of("The " + source + " is for " + principals() + ", not for '" + user + "'.");
        }
        return Optional.empty();
    }

    private String principals() {
        return certificate.getPrincipals().isEmpty()
                ? "nobody by name"
                : "'" + String.join("', '", certificate.getPrincipals()) + "'";
    }

    private static String moment(long epochSecond) {
        return Instant.ofEpochSecond(epochSecond).toString();
    }
}
