package io.kloigos.ssh.transport;

import io.kloigos.core.hypervisor.Contact.Obstacle;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Resolves names within a deadline, which the JDK's resolver knows nothing of. */
final class Names implements AutoCloseable {
    private final ExecutorService resolvers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "kloigos-names");
        thread.setDaemon(true);
        return thread;
    });

    InetAddress resolve(Hop hop, Deadline deadline) throws ConnectFailure {
        CompletableFuture<InetAddress> answer = new CompletableFuture<>();
        resolvers.execute(() -> {
            try {
                answer.complete(InetAddress.getByName(hop.address()));
            } catch (UnknownHostException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        String subject = "The name '" + hop.address() + "'" + (hop.jump() ? " of the jump host" : "");
        try {
            return answer.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new ConnectFailure(
                    Obstacle.NAME_UNKNOWN,
                    subject + " is not known here: check its spelling and this machine's DNS.",
                    null,
                    e.getCause());
        } catch (TimeoutException e) {
            throw new ConnectFailure(
                    Obstacle.TIMEOUT,
                    subject + " was not resolved within " + deadline.words() + ": check this machine's DNS.",
                    null,
                    e);
        } catch (InterruptedException e) {
            throw Obstacles.interrupted(e);
        }
    }

    @Override
    public void close() {
        resolvers.shutdownNow();
    }
}
