package io.kloigos.ssh.transport;

import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/**
 * Ends a session that failed at once: taking leave of a host that may be silent would take long, and everybody who waits
 * for it would wait on.
 */
final class SilentHosts implements SessionListener {
    @Override
    public void sessionException(Session session, Throwable failure) {
        if (session.isAuthenticated()) {
            session.close(true);
        }
    }
}
