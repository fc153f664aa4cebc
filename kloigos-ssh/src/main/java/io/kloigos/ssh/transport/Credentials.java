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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/**
 * What we log in with, decided anew at each connection: the key file that was given; else the OpenSSH agent when it
 * holds keys; else the usual files in {@code ~/.ssh}.
 */
public final class Credentials {
    private static final List<String> USUAL_FILES = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private final @Nullable Path keyFile;
    private final @Nullable Path agentSocket;
    private final Path sshFolder;

    public Credentials(@Nullable Path keyFile, @Nullable Path agentSocket, Path sshFolder) {
        this.keyFile = keyFile;
        this.agentSocket = agentSocket;
        this.sshFolder = sshFolder;
    }

    /** From the process's environment and home folder. */
    public static Credentials ofThisUser(@Nullable Path keyFile) {
        String socket = System.getenv("SSH_AUTH_SOCK");
        return new Credentials(
                keyFile,
                socket == null || socket.isBlank() ? null : Path.of(socket),
                Path.of(System.getProperty("user.home", "."), ".ssh"));
    }

    /** The agent, for the client as a whole: its keys are offered only by sessions that were told to. */
    Optional<SshAgentFactory> agent() {
        return keyFile != null || agentSocket == null
                ? Optional.empty()
                : Optional.of(new AgentSocketFactory(agentSocket));
    }

    /** The keys to offer beside the agent's, and the words that describe all of it. */
    Offer offer() throws ConnectFailure {
        if (keyFile != null) {
            return new Offer(load(keyFile), "the key file " + keyFile);
        }
        int agentKeys = agentKeys();
        if (agentKeys > 0) {
            return new Offer(List.of(), agentKeys + " keys of the SSH agent");
        }
        return usualFiles();
    }

    private int agentKeys() {
        if (agentSocket == null) {
            return 0;
        }
        try (AgentSocket agent = new AgentSocket(agentSocket)) {
            int count = 0;
            for (var ignored : agent.getIdentities()) {
                count++;
            }
            return count;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    private Offer usualFiles() throws ConnectFailure {
        List<KeyPair> keys = new ArrayList<>();
        List<String> names = new ArrayList<>();
        ConnectFailure unreadable = null;
        for (String name : USUAL_FILES) {
            Path file = sshFolder.resolve(name);
            if (Files.isReadable(file)) {
                try {
                    keys.addAll(load(file));
                    names.add(file.toString());
                } catch (ConnectFailure e) {
                    unreadable = e;
                }
            }
        }
        if (keys.isEmpty()) {
            throw unreadable != null ? unreadable : nothing();
        }
        return new Offer(keys, "the key files " + String.join(", ", names));
    }

    private ConnectFailure nothing() {
        return new ConnectFailure(
                Obstacle.AUTHENTICATION,
                "There is no SSH key to log in with: name a key file, start an SSH agent, or put a key into "
                        + sshFolder + ".",
                null,
                null);
    }

    private static List<KeyPair> load(Path file) throws ConnectFailure {
        List<KeyPair> keys = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            Iterable<KeyPair> found =
                    SecurityUtils.loadKeyPairIdentities(null, new PathResource(file), in, FilePasswordProvider.EMPTY);
            if (found != null) {
                found.forEach(keys::add);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw unusable(file, e);
        }
        if (keys.isEmpty()) {
            throw unusable(file, null);
        }
        return keys;
    }

    private static ConnectFailure unusable(Path file, @Nullable Exception e) {
        String detail;
        if (!Files.isReadable(file)) {
            detail = "The key file " + file + " cannot be read: it is missing, or this user may not read it.";
        } else if (encrypted(file)) {
            detail = "The key file " + file + " is protected by a passphrase: load it into an SSH agent (ssh-add) and"
                    + " name no key file, or use a key without one.";
        } else {
            detail = "The key file " + file + " is not a private key that we can read.";
        }
        return new ConnectFailure(Obstacle.AUTHENTICATION, detail, null, e);
    }

    private static boolean encrypted(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
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

    /** Keys to offer in one login, and the words that name everything tried. */
    record Offer(List<KeyPair> keys, String words) {
        Offer {
            keys = List.copyOf(keys);
        }

        /** For a message: what was tried, with the fingerprints that the host's log shows. */
        String tried() {
            String prints = String.join(
                    ", ",
                    keys.stream()
                            .map(KeyPair::getPublic)
                            .map(KeyUtils::getFingerPrint)
                            .toList());
            return prints.isEmpty() ? words : words + " (" + prints + ")";
        }
    }
}
