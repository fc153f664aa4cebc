package io.kloigos.ssh.virsh;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One output stream of a warm shell, cut at the tokens that were asked for. Written to on I/O threads. What arrives
 * while nobody waits belongs to no command; only its last part is kept, for the message of a shell that ends.
 */
final class ReplyStream extends OutputStream {
    private static final int IDLE_LIMIT = 16 * 1024;

    private byte[] bytes = new byte[1024];
    private int length;
    private int segmentStart;
    private int scanned;
    private byte[] token = {};
    private int expected;
    private List<String> segments = new ArrayList<>();
    private @Nullable CountDownLatch complete;

    /** Starts to collect that many segments, each ended by the token; then the latch is counted down. */
    synchronized void expect(byte[] endToken, int count, CountDownLatch whenComplete) {
        if (expected > 0) {
            // but not before the first reply: it may be the last words of a shell that did not start
            length = 0;
        }
        segmentStart = 0;
        scanned = 0;
        token = endToken;
        expected = count;
        segments = new ArrayList<>(count);
        complete = whenComplete;
    }

    /** The segments seen; as many as were expected once the latch was counted down. */
    synchronized List<String> segments() {
        return segments;
    }

    /** What is there and not yet cut off: what a shell says as it ends. */
    synchronized String rest() {
        return new String(bytes, segmentStart, length - segmentStart, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] data, int offset, int count) {
        if (complete == null && length > IDLE_LIMIT) {
            length = 0;
            segmentStart = 0;
        }
        append(data, offset, count);
        while (complete != null && cut()) {
            if (segments.size() == expected) {
                complete.countDown();
                complete = null;
            }
        }
    }

    private void append(byte[] data, int offset, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
        System.arraycopy(data, offset, bytes, length, count);
        length += count;
    }

    private boolean cut() {
        int at = find(Math.max(segmentStart, scanned - token.length));
        scanned = length;
        if (at < 0) {
            return false;
        }
        segments.add(new String(bytes, segmentStart, at - segmentStart, StandardCharsets.UTF_8));
        segmentStart = at + token.length;
        scanned = segmentStart;
        return true;
    }

    private int find(int from) {
        int last = length - token.length;
        for (int i = from; i <= last; i++) {
            if (bytes[i] == token[0] && Arrays.equals(bytes, i, i + token.length, token, 0, token.length)) {
                return i;
            }
        }
        return -1;
    }

    /** Gives back the memory of a large reply: there may be thousands of us. */
    synchronized void shrink() {
        if (bytes.length > IDLE_LIMIT) {
            bytes = new byte[1024];
            length = 0;
            segmentStart = 0;
            scanned = 0;
        }
    }
}
