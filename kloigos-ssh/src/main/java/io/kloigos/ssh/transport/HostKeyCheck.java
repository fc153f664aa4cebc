package io.kloigos.ssh.transport;

import io.kloigos.core.hypervisor.Contact.Obstacle;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.jspecify.annotations.Nullable;

/** Compares the key that a server offers in one connection attempt with the pinned ones, and remembers what it saw. */
final class HostKeyCheck {
    static final AttributeRepository.AttributeKey<HostKeyCheck> ATTRIBUTE = new AttributeRepository.AttributeKey<>();

    private final Hop hop;
    private final List<PublicKey> pinned;
    private volatile @Nullable PublicKey offered;
    private volatile boolean refused;

    private HostKeyCheck(Hop hop, List<PublicKey> pinned) {
        this.hop = hop;
        this.pinned = List.copyOf(pinned);
    }

    static HostKeyCheck of(Hop hop) throws ConnectFailure {
        List<PublicKey> keys = new ArrayList<>();
        for (String line : hop.hostKeys()) {
            keys.add(parse(hop, line));
        }
        return new HostKeyCheck(hop, keys);
    }

    private static PublicKey parse(Hop hop, String line) throws ConnectFailure {
        try {
            PublicKey key = PublicKeyEntry.parsePublicKeyEntry(line.strip())
                    .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING);
            if (key != null) {
                return key;
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw unreadable(hop, e);
        }
        throw unreadable(hop, null);
    }

    private static ConnectFailure unreadable(Hop hop, @Nullable Exception e) {
        return new ConnectFailure(
                Obstacle.KEY_NOT_ACCEPTED,
                "The pinned key of " + hop.name() + " is not an OpenSSH public key line such as 'ssh-ed25519 AAAA…'.",
                null,
                e);
    }

    /** The algorithms of the pinned keys, to be asked for first. */
    Set<String> pinnedTypes() {
        return pinned.stream().map(KeyUtils::getKeyType).collect(Collectors.toUnmodifiableSet());
    }

    boolean accepts(PublicKey key) {
        offered = key;
        boolean accepted = pinned.isEmpty()
                ? hop.trustOnFirstUse()
                : pinned.stream().anyMatch(one -> KeyUtils.compareKeys(one, key));
        refused = !accepted;
        return accepted;
    }

    boolean sawKey() {
        return offered != null;
    }

    /**
     * The OpenSSH line of the key that the host showed, for someone to accept; null when it did not come that far, and for
     * a jump host, whose key must never be taken for the host's.
     */
    @Nullable
    String offeredLine() {
        PublicKey key = offered;
        return key == null || hop.jump() ? null : PublicKeyEntry.toString(key);
    }

    /** Why the key was refused; empty when it was not. */
    Optional<ConnectFailure> refusal() {
        PublicKey key = offered;
        if (!refused || key == null) {
            return Optional.empty();
        }
        return Optional.of(
                pinned.isEmpty()
                        ? new ConnectFailure(
                                Obstacle.KEY_NOT_ACCEPTED,
                                notAccepted(KeyUtils.getFingerPrint(key)),
                                offeredLine(),
                                null)
                        : new ConnectFailure(
                                Obstacle.KEY_CHANGED, changed(KeyUtils.getFingerPrint(key)), offeredLine(), null));
    }

    private String notAccepted(String shown) {
        return "Nobody has accepted the key of " + hop.name() + " yet: it shows " + shown
                + ". Compare that with ssh-keygen -lf on the host, then pin it.";
    }

    private String changed(String shown) {
        String prints = pinned.stream().map(KeyUtils::getFingerPrint).collect(Collectors.joining(" or "));
        return "The key of " + hop.name() + " is not the pinned one: pinned " + prints + ", shown " + shown + ". If "
                + (hop.jump()
                        ? "the jump host was reinstalled, register the host again with its new key"
                        : "the host was reinstalled, pin the new key")
                + "; otherwise someone may be in between.";
    }
}
