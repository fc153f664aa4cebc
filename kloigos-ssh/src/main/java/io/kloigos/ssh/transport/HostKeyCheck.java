package io.kloigos.ssh.transport;

import io.kloigos.core.hypervisor.Contact.Obstacle;
import io.kloigos.core.hypervisor.HostEndpoint;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.jspecify.annotations.Nullable;

/** Compares the key that a host offers in one connection attempt with the pinned one, and remembers what it saw. */
final class HostKeyCheck {
    static final AttributeRepository.AttributeKey<HostKeyCheck> ATTRIBUTE = new AttributeRepository.AttributeKey<>();

    private final HostEndpoint endpoint;
    private final @Nullable PublicKey pinned;
    private volatile @Nullable PublicKey offered;
    private volatile boolean refused;

    private HostKeyCheck(HostEndpoint endpoint, @Nullable PublicKey pinned) {
        this.endpoint = endpoint;
        this.pinned = pinned;
    }

    static HostKeyCheck of(HostEndpoint endpoint) throws ConnectFailure {
        String line = endpoint.hostKey();
        return new HostKeyCheck(endpoint, line == null ? null : parse(line));
    }

    private static PublicKey parse(String line) throws ConnectFailure {
        try {
            PublicKey key = PublicKeyEntry.parsePublicKeyEntry(line.strip())
                    .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING);
            if (key != null) {
                return key;
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw unreadable(e);
        }
        throw unreadable(null);
    }

    private static ConnectFailure unreadable(@Nullable Exception e) {
        return new ConnectFailure(
                Obstacle.KEY_NOT_ACCEPTED,
                "The pinned host key is not an OpenSSH public key line such as 'ssh-ed25519 AAAA…'.",
                null,
                e);
    }

    /** The algorithm of the pinned key, to be asked for first. */
    Optional<String> pinnedType() {
        return Optional.ofNullable(pinned).map(KeyUtils::getKeyType);
    }

    boolean accepts(PublicKey key) {
        offered = key;
        boolean accepted = pinned == null ? endpoint.trustOnFirstUse() : KeyUtils.compareKeys(pinned, key);
        refused = !accepted;
        return accepted;
    }

    /** The OpenSSH line of the key that the host showed; null when it did not come that far. */
    @Nullable
    String offeredLine() {
        PublicKey key = offered;
        return key == null ? null : PublicKeyEntry.toString(key);
    }

    /** Why the key was refused; empty when it was not. */
    Optional<ConnectFailure> refusal() {
        PublicKey key = offered;
        if (!refused || key == null) {
            return Optional.empty();
        }
        String shown = KeyUtils.getFingerPrint(key);
        if (pinned == null) {
            return Optional.of(new ConnectFailure(
                    Obstacle.KEY_NOT_ACCEPTED,
                    "Nobody has accepted the key of " + endpoint.address() + " yet: it shows " + shown
                            + ". Compare that with ssh-keygen -lf on the host, then pin it.",
                    offeredLine(),
                    null));
        }
        return Optional.of(new ConnectFailure(
                Obstacle.KEY_CHANGED,
                "The key of " + endpoint.address() + " is not the pinned one: pinned " + KeyUtils.getFingerPrint(pinned)
                        + ", shown " + shown
                        + ". If the host was reinstalled, pin the new key; otherwise someone may be in between.",
                offeredLine(),
                null));
    }
}
