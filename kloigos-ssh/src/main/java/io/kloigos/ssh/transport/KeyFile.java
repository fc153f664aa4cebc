package io.kloigos.ssh.transport;

import io.kloigos.core.hypervisor.Contact.Obstacle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/** A private key's file, with what lies next to it. */
record KeyFile(Path path) {
    boolean isReadable() {
        return Files.isReadable(path);
    }

    /** The public key in {@code FILE.pub}; empty when there is none. */
    Optional<PublicKey> publicKey() {
        Path beside = beside(".pub");
        if (!Files.isReadable(beside)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(PublicKeyEntry.parsePublicKeyEntry(
                            Files.readString(beside, StandardCharsets.UTF_8).strip())
                    .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The certificate in {@code FILE-cert.pub}; empty when there is none. */
    Optional<UserCertificate> certificate() {
        return UserCertificate.read(beside("-cert.pub"));
    }

    private Path beside(String ending) {
        return path.resolveSibling(path.getFileName() + ending);
    }

    List<KeyPair> load() throws ConnectFailure {
        List<KeyPair> keys = new ArrayList<>();
        try (InputStream in = Files.newInputStream(path)) {
            Iterable<KeyPair> found =
                    SecurityUtils.loadKeyPairIdentities(null, new PathResource(path), in, FilePasswordProvider.EMPTY);
            if (found != null) {
                found.forEach(keys::add);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw unusable(e);
        }
        if (keys.isEmpty()) {
            throw unusable(null);
        }
        return keys;
    }

    private ConnectFailure unusable(@Nullable Exception e) {
        String detail;
        if (!isReadable()) {
            detail = "The key file " + path + " cannot be read: it is missing, or this user may not read it.";
        } else if (isEncrypted()) {
            detail = "The key file " + path + " is protected by a passphrase: load it into an SSH agent (ssh-add) and"
                    + " name no key file, or use a key without one.";
        } else {
            detail = "The key file " + path + " is not a private key that we can read.";
        }
        return new ConnectFailure(Obstacle.AUTHENTICATION, detail, null, e);
    }

    private boolean isEncrypted() {
        try {
            String text = Files.readString(path, StandardCharsets.ISO_8859_1);
            return text.contains("ENCRYPTED")
                    || opensshCipher(text).map(c -> !c.equals("none")).orElse(false);
        } catch (IOException e) {
            return false;
        }
    }

    /** The cipher's name stands behind the magic of an OpenSSH key file (PROTOCOL.key). */
    private static Optional<String> opensshCipher(String pem) {
        String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        try {
            byte[] bytes = Base64.getDecoder().decode(body);
            var in = ByteBuffer.wrap(bytes);
            in.position("openssh-key-v1".length() + 1);
            byte[] name = new byte[Math.min(in.getInt(), 64)];
            in.get(name);
            return Optional.of(new String(name, StandardCharsets.US_ASCII));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
