package io.kloigos.ssh.transport;

import io.kloigos.core.hypervisor.Contact.Obstacle;
import io.kloigos.core.hypervisor.HostEndpoint;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Optional;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;

/** The one place that says what a failed SSH connection means and what to do about it. */
final class Obstacles {
    private Obstacles() {}

    static ConnectFailure interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ConnectFailure(Obstacle.BROKEN, "The attempt was given up from this side.", null, e);
    }

    static ConnectFailure silent(HostEndpoint endpoint, Deadline deadline, String what) {
        return new ConnectFailure(
                Obstacle.TIMEOUT,
                where(endpoint) + " " + what + " within " + deadline.words()
                        + ": check that the host is up, the port is right, and no firewall drops the packets.",
                null,
                null);
    }

    static ConnectFailure ofConnecting(HostEndpoint endpoint, Deadline deadline, Exception e) {
        String reason = reason(e);
        if (causedBy(e, NoRouteToHostException.class).isPresent() || reason.contains("unreachable")) {
            return new ConnectFailure(
                    Obstacle.TIMEOUT, "There is no route to " + where(endpoint) + ": check the network.", null, e);
        }
        if (causedBy(e, ConnectException.class).isPresent() || reason.contains("refused")) {
            return new ConnectFailure(
                    Obstacle.REFUSED,
                    where(endpoint) + " refused the connection: check that sshd runs there on that port.",
                    null,
                    e);
        }
        if (deadline.passed()) {
            return silent(endpoint, deadline, "did not answer");
        }
        return new ConnectFailure(Obstacle.BROKEN, "Connecting to " + where(endpoint) + " failed: " + reason, null, e);
    }

    static ConnectFailure ofLogin(HostEndpoint endpoint, HostKeyCheck check, Credentials.Offer offer, Exception e) {
        Optional<ConnectFailure> refusal = check.refusal();
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (check.offeredLine() != null && isAuthentication(e)) {
            return new ConnectFailure(
                    Obstacle.AUTHENTICATION,
                    where(endpoint) + " does not let '" + endpoint.user() + "' in; tried " + offer.tried()
                            + ". Put the public key into ~" + endpoint.user() + "/.ssh/authorized_keys there.",
                    check.offeredLine(),
                    e);
        }
        return new ConnectFailure(
                Obstacle.BROKEN,
                "The SSH connection to " + where(endpoint) + " broke: " + reason(e),
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

    private static String where(HostEndpoint endpoint) {
        return endpoint.address() + " port " + endpoint.port();
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
