package io.kloigos.ssh.transport;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;

/** Whether a server has said what it is, the first thing that it says: it is there, and has cost next to nothing yet. */
final class Greeting {
    static final AttributeRepository.AttributeKey<Greeting> ATTRIBUTE = new AttributeRepository.AttributeKey<>();

    private final CountDownLatch over = new CountDownLatch(1);

    void isOver() {
        over.countDown();
    }

    /** Waits until it has said so, or is gone; from now on nothing that it says is read. */
    boolean await(Deadline deadline) throws ConnectFailure {
        try {
            return over.await(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw Obstacles.interrupted(e);
        }
    }

    /** Lets the server go on. */
    static void answer(ClientSession session) {
        session.getIoSession().resumeRead();
    }
}
