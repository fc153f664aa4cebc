package io.kloigos.ssh.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Asks all hosts at a time, once in an interval, whether they are there: with many hosts, waking up for each costs more than
 * asking it. A session whose host has not answered by the next time is closed, within two intervals of falling silent. Taking
 * leave of a silent host would take as long again, so that is left out.
 */
final class Heartbeats implements SessionListener, AutoCloseable {
    private static final String REQUEST = "keepalive@openssh.com";

    private final Duration interval;
    /** Whether their answer is awaited. */
    private final Map<Session, Boolean> asked = new ConcurrentHashMap<>();

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "kloigos-heartbeats"));
    private long roundAt = System.nanoTime();

    Heartbeats(Duration interval) {
        this.interval = interval;
    }

    void start() {
        timer.scheduleWithFixedDelay(this::round, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void sessionEvent(Session session, Event event) {
        if (event == Event.Authenticated) {
            asked.put(session, false);
        }
    }

    @Override
    public void sessionClosed(Session session) {
        asked.remove(session);
    }

    private void round() {
        long now = System.nanoTime();
        // if it was us who slept, answers may be there that nobody has read yet
        boolean onTime = now - roundAt < 2 * interval.toNanos();
        roundAt = now;
        asked.forEach((session, unanswered) -> {
            if (unanswered && onTime) {
                session.close(true);
            } else {
                ask(session);
            }
        });
    }

    private void ask(Session session) {
        asked.replace(session, true);
        try {
            Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
            request.putString(REQUEST);
            request.putBoolean(true);
            // whatever it says to it, it is there
            session.request(request, REQUEST, (command, answer) -> asked.replace(session, false));
        } catch (IOException | RuntimeException e) {
            session.close(true);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
