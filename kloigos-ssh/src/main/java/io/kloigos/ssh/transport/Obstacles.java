package io.kloigos.ssh.transport;

import io.kloigos.core.hypervisor.Contact.Obstacle;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Optional;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;

/** The one place that says what a failed SSH connection means and what to do about it. */
final class Obstacles {
    private Obstacles() {}

    static ConnectFailure interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ConnectFailure(Obstacle.BROKEN, "The attempt was given up from this side.", null, e);
    }

    static ConnectFailure silent(String subject, Deadline deadline, String what) {
        return new ConnectFailure(
                Obstacle.TIMEOUT,
                subject + " " + what + " within " + deadline.words()
                        + ": check that the host is up, the port is right, and no firewall drops the packets.",
                null,
                null);
    }

    static ConnectFailure ofConnecting(Hop hop, Deadline deadline, Exception e) {
        String reason = reason(e);
        if (causedBy(e, NoRouteToHostException.class).isPresent() || reason.contains("unreachable")) {
            return new ConnectFailure(
                    Obstacle.TIMEOUT, "There is no route to " + hop.name() + ": check the network.", null, e);
        }
        if (causedBy(e, ConnectException.class).isPresent() || reason.contains("refused")) {
            return refused(hop, e);
        }
        if (deadline.passed()) {
            return silent(hop.subject(), deadline, "did not answer");
        }
        return new ConnectFailure(Obstacle.BROKEN, "Connecting to " + hop.name() + " failed: " + reason, null, e);
    }

    private static ConnectFailure refused(Hop hop, Exception e) {
        return new ConnectFailure(
                Obstacle.REFUSED,
                hop.subject() + " refused the connection: check that sshd runs there on that port.",
                null,
                e);
    }

    /** The jump host is there, but did not connect us to what is behind it (RFC 4254, 5.1). */
    static ConnectFailure ofTunnel(Hop jump, Hop target, Deadline deadline, Exception e) {
        String reason = reason(e);
        int code = causedBy(e, SshChannelOpenException.class)
                .map(SshChannelOpenException::getReasonCode)
                .orElse(0);
        if (code == SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED) {
            return new ConnectFailure(
                    Obstacle.BROKEN,
                    jump.subject() + " forwards nothing to " + target.address() + " port " + target.port()
                            + ": see AllowTcpForwarding and PermitOpen in its sshd_config.",
                    null,
                    e);
        }
        if (reason.contains("not known") || reason.contains("resolution") || reason.contains("resolve")) {
            return new ConnectFailure(
                    Obstacle.NAME_UNKNOWN,
                    "The name '" + target.address() + "' is not known on " + jump.name()
                            + ": check its spelling and that machine's DNS.",
                    null,
                    e);
        }
        if (reason.contains("timed out")) {
            return silent(target.subject(), deadline, "did not answer");
        }
        if (code == 0) {
            return ofLostJump(jump, target, deadline, e);
        }
        return ofConnecting(target, deadline, e);
    }

    private static ConnectFailure ofLostJump(Hop jump, Hop target, Deadline deadline, Exception e) {
        return deadline.passed()
                ? silent(target.subject(), deadline, "was not connected to")
                : new ConnectFailure(
                        Obstacle.BROKEN, "The SSH connection to " + jump.name() + " broke: " + reason(e), null, e);
    }

    static ConnectFailure ofLogin(Hop hop, HostKeyCheck check, Credentials.Offer offer, Exception e) {
        Optional<ConnectFailure> refusal = check.refusal();
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (check.sawKey() && isAuthentication(e)) {
            return new ConnectFailure(
                    Obstacle.AUTHENTICATION,
                    hop.subject() + " does not let '" + hop.user() + "' in; tried " + offer.tried() + ". "
                            + offer.remarks(hop.user()) + "Put the public key into ~" + hop.user()
                            + "/.ssh/authorized_keys there.",
                    check.offeredLine(),
                    e);
        }
        return new ConnectFailure(
                Obstacle.BROKEN,
                "The SSH connection to " + hop.name() + " broke: " + reason(e),
                check.offeredLine(),
                e);
    }

    private static boolean isAuthentication(Exception e) {
        return causedBy(e, SshException.class)
                .filter(ssh -> ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
                        || ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_AUTH_CANCELLED_BY_USER
                        || reason(ssh).contains("Too many authentication failures"))
                .isPresent();
    }

    private static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static <T extends Throwable> Optional<T> causedBy(Throwable e, Class<T> type) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return Optional.of(type.cast(t));
            }
        }
        return Optional.empty();
    }
}
