package io.kloigos.ssh.transport;

import io.kloigos.core.hypervisor.Contact.Obstacle;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.jspecify.annotations.Nullable;

/**
 * What we log in with, decided anew at each connection: the keys that the user's SSH config names for the server; else the
 * key file that was given; else the OpenSSH agent when it holds keys; else the usual files in {@code ~/.ssh}. A certificate
 * that lies next to a key file, or that the agent holds, is offered before its key.
 */
public final class Credentials {
    private static final List<String> USUAL_FILES = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private final @Nullable Path keyFile;
    private final @Nullable Path agentSocket;
    private final Path sshFolder;
    private final Clock clock = Clock.systemUTC();

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

    /** This user's folder of keys and known hosts. */
    Path sshFolder() {
        return sshFolder;
    }

    /** The agent, for the client as a whole; a session sees those of its keys that its offer names. */
    SshAgentFactory agent() {
        return new AgentSocketFactory(agentSocket);
    }

    /** The keys to offer to one server, and the words that describe all of it. */
    Offer offer(Identities wanted) throws ConnectFailure {
        Gathering found = new Gathering(clock.instant(), wanted.certificates());
        if (!wanted.files().isEmpty()) {
            found.named(wanted.files(), agentKeys());
            return found.offer("the key files " + join(wanted.files()) + " of the SSH config");
        }
        if (keyFile != null) {
            found.file(new KeyFile(keyFile));
            return found.offer("the key file " + keyFile);
        }
        if (!wanted.only()) {
            found.agent(agentKeys());
        }
        return found.agentKeys.isEmpty()
                ? usualFiles(found)
                : found.offer(found.agentKeys.size() + " keys of the SSH agent");
    }

    private List<PublicKey> agentKeys() {
        if (agentSocket == null) {
            return List.of();
        }
        try (AgentSocket agent = new AgentSocket(agentSocket, null)) {
            List<PublicKey> keys = new ArrayList<>();
            agent.getIdentities().forEach(identity -> keys.add(identity.getKey()));
            return keys;
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
    }

    private Offer usualFiles(Gathering found) throws ConnectFailure {
        List<Path> read = new ArrayList<>();
        ConnectFailure unreadable = null;
        for (String name : USUAL_FILES) {
            KeyFile file = new KeyFile(sshFolder.resolve(name));
            if (file.isReadable()) {
                try {
                    found.file(file);
                    read.add(file.path());
                } catch (ConnectFailure e) {
                    unreadable = e;
                }
            }
        }
        if (read.isEmpty()) {
            throw unreadable != null ? unreadable : nothing();
        }
        return found.offer("the key files " + join(read));
    }

    private ConnectFailure nothing() {
        return new ConnectFailure(
                Obstacle.AUTHENTICATION,
                "There is no SSH key to log in with: name a key file, start an SSH agent, or put a key into "
                        + sshFolder + ".",
                null,
                null);
    }

    private static String join(List<Path> files) {
        return files.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    /** What is found for one login. */
    private static final class Gathering {
        private final Instant now;
        private final List<UserCertificate> named;
        private final List<KeyPair> keys = new ArrayList<>();
        private final List<PublicKey> agentKeys = new ArrayList<>();
        private final List<UserCertificate> certificates = new ArrayList<>();

        Gathering(Instant now, List<Path> certificateFiles) {
            this.now = now;
            this.named = certificateFiles.stream()
                    .flatMap(file -> UserCertificate.read(file).stream())
                    .toList();
        }

        /** The keys of those files, from the agent when it holds them; missing files do not count, as with ssh. */
        void named(List<Path> files, List<PublicKey> held) throws ConnectFailure {
            ConnectFailure unusable = null;
            for (Path path : files) {
                KeyFile file = new KeyFile(path);
                List<PublicKey> matching = file.publicKey().stream()
                        .flatMap(key -> held.stream().filter(one -> KeyUtils.compareKeys(plain(one), key)))
                        .toList();
                agent(matching);
                if (matching.isEmpty()) {
                    try {
                        file(file);
                    } catch (ConnectFailure e) {
                        unusable = unusable == null ? e : unusable;
                    }
                }
            }
            if (unusable != null && keys.isEmpty() && agentKeys.isEmpty()) {
                throw unusable;
            }
        }

        void agent(List<PublicKey> held) {
            for (PublicKey key : held) {
                Optional<UserCertificate> certificate = UserCertificate.of("agent's certificate", key);
                certificate.ifPresent(certificates::add);
                if (certificate.map(one -> one.isUsable(now)).orElse(true)) {
                    agentKeys.add(key);
                }
            }
        }

        void file(KeyFile file) throws ConnectFailure {
            List<UserCertificate> candidates =
                    Stream.concat(file.certificate().stream(), named.stream()).toList();
            for (KeyPair key : file.load()) {
                for (UserCertificate one : candidates) {
                    if (one.certifies(key.getPublic())) {
                        certificates.add(one);
                        if (one.isUsable(now)) {
                            keys.add(new KeyPair(one.certificate(), key.getPrivate()));
                        }
                    }
                }
                keys.add(key);
            }
        }

        Offer offer(String words) {
            return new Offer(keys, agentKeys, certificates, words, now);
        }
    }

    private static PublicKey plain(PublicKey key) {
        return key instanceof OpenSshCertificate certificate ? certificate.getCertPubKey() : key;
    }

    /**
     * Keys to offer in one login.
     *
     * @param agentKeys those of the agent's keys and certificates that the session may use
     * @param certificates all that were found, usable or not
     * @param words what is tried, for a message
     */
    record Offer(
            List<KeyPair> keys,
            List<PublicKey> agentKeys,
            List<UserCertificate> certificates,
            String words,
            Instant now) {
        static final AttributeRepository.AttributeKey<Offer> ATTRIBUTE = new AttributeRepository.AttributeKey<>();

        Offer {
            keys = List.copyOf(keys);
            agentKeys = List.copyOf(agentKeys);
            certificates = List.copyOf(certificates);
        }

        /** For a message: what was tried, with the fingerprints that the host's log shows. */
        String tried() {
            String prints = keys.stream()
                    .map(KeyPair::getPublic)
                    .map(Credentials::plain)
                    .map(KeyUtils::getFingerPrint)
                    .distinct()
                    .collect(Collectors.joining(", "));
            return prints.isEmpty() ? words : words + " (" + prints + ")";
        }

        /** For a message: what is wrong with the certificates, each sentence followed by a blank. */
        String remarks(String user) {
            return certificates.stream()
                    .flatMap(one -> one.remark(now, user).stream())
                    .map(sentence -> sentence + " ")
                    .collect(Collectors.joining());
        }
    }
}
