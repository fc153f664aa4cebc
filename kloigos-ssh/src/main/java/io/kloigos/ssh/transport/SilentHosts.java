package io.kloigos.ssh.transport;

import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/**
 * Ends a session that failed, for want of an answer to its heartbeat say, at once: taking leave of a host that is silent
 * would take as long again, and everybody who waits for it would wait on.
 */
final class SilentHosts implements SessionListener {
    @Override
    public void sessionException(Session session, Throwable failure) {
        if (session.isAuthenticated()) {
            session.close(true);
        }
    }
}
