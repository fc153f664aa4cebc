package io.kloigos.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A way to a host that takes everything longer by the same time, as a long line does: what a conversation is slower over it,
 * divided by that time, is the number of round trips that it waits for.
 */
final class SlowWire implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final InetSocketAddress host;
    private volatile long delayNanos;

    SlowWire(String address, int port) throws IOException {
        host = new InetSocketAddress(address, port);
        start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** What a round trip takes longer from now on, half of it on the way there and half on the way back. */
    void delay(Duration roundTrip) {
        delayNanos = roundTrip.toNanos() / 2;
    }

    private record Piece(byte[] bytes, long due) {}

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException e) {
                // closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = door.accept();
            Socket far = new Socket();
            far.connect(host);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            carry(near, far);
            carry(far, near);
        }
    }

    private void carry(Socket from, Socket to) {
        BlockingQueue<Piece> onTheWay = new LinkedBlockingQueue<>();
        start(() -> {
            try (from) {
                InputStream in = from.getInputStream();
                byte[] buffer = new byte[1 << 16];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    onTheWay.add(new Piece(java.util.Arrays.copyOf(buffer, read), System.nanoTime() + delayNanos));
                }
            } finally {
                onTheWay.add(new Piece(new byte[0], System.nanoTime()));
            }
        });
        start(() -> {
            try (to) {
                OutputStream out = to.getOutputStream();
                for (Piece piece = onTheWay.take(); piece.bytes().length > 0; piece = onTheWay.take()) {
                    LockSupport.parkNanos(
                            Math.max(0, piece.due() - System.nanoTime() - TimeUnit.MICROSECONDS.toNanos(50)));
                    out.write(piece.bytes());
                }
            }
        });
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
