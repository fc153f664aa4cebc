package io.kloigos.ssh.virsh;

import io.kloigos.ssh.transport.Deadline;
import io.kloigos.ssh.transport.HostConnection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The few warm shells of a host, opened when needed and lent in the order in which they were asked for. */
final class ShellPool implements AutoCloseable {
    private final HostConnection connection;
    private final RandomGenerator random;
    private final Semaphore places;
    private final Deque<VirshShell> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    ShellPool(HostConnection connection, RandomGenerator random) {
        this.connection = connection;
        this.random = random;
        this.places = new Semaphore(connection.config().shellsPerHost(), true);
    }

    List<VirshReply> run(List<VirshCommand> commands, Deadline deadline) throws ShellFailure {
        acquire(deadline);
        try {
            VirshShell shell = take(deadline);
            List<VirshReply> replies = shell.run(commands, deadline);
            giveBack(shell);
            return replies;
        } finally {
            places.release();
        }
    }

    private void acquire(Deadline deadline) {
        try {
            if (places.tryAcquire() || places.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw connection.unreachable("was not waited for: interrupted", e);
        }
        throw connection.unreachable("is busy: no shell was free within " + deadline.words(), null);
    }

    private VirshShell take(Deadline deadline) throws ShellFailure {
        for (VirshShell shell = idle.poll(); shell != null; shell = idle.poll()) {
            if (shell.isAlive()) {
                return shell;
            }
            shell.close();
        }
        return VirshShell.open(connection, random, deadline);
    }

    private void giveBack(VirshShell shell) {
        idle.push(shell);
        if (closed) {
            close();
        }
    }

    @Override
    public void close() {
        closed = true;
        for (VirshShell shell = idle.poll(); shell != null; shell = idle.poll()) {
            shell.close();
        }
    }
}
