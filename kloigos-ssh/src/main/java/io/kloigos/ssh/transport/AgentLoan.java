package io.kloigos.ssh.transport;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;

/** Whether a host may use our agent now: as long as a command runs there that was given it. */
final class AgentLoan {
    private static final AttributeKey<AtomicInteger> RUNNING = new AttributeKey<>();

    private AgentLoan() {}

    static void begin(Session session) {
        session.computeAttributeIfAbsent(RUNNING, key -> new AtomicInteger()).incrementAndGet();
    }

    static void end(Session session) {
        session.computeAttributeIfAbsent(RUNNING, key -> new AtomicInteger()).decrementAndGet();
    }

    static boolean isOn(Session session) {
        AtomicInteger running = session.getAttribute(RUNNING);
        return running != null && running.get() > 0;
    }
}
