package io.kloigos.ssh.virsh;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts lines out of what is written to it, and hands each on at once. A line that is too long is told of, not kept. */
final class LineStream extends OutputStream {
    private final int limit;
    private final Consumer<String> whole;
    private final Runnable tooLong;
    private byte[] line = new byte[256];
    private int length;
    private boolean overflown;

    /**
     * @param limit how many bytes a line may have
     * @param tooLong called in place of a line that has more
     */
    LineStream(int limit, Consumer<String> whole, Runnable tooLong) {
        this.limit = limit;
        this.whole = whole;
        this.tooLong = tooLong;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] data, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            if (data[i] == '\n') {
                endLine();
            } else if (length < limit) {
                append(data[i]);
            } else {
                overflown = true;
            }
        }
    }

    private void append(byte next) {
        if (length == line.length) {
            line = Arrays.copyOf(line, Math.min(limit, 2 * length));
        }
        line[length++] = next;
    }

    private void endLine() {
        boolean kept = !overflown;
        String text = kept ? new String(line, 0, length, StandardCharsets.UTF_8) : "";
        length = 0;
        overflown = false;
        if (kept) {
            whole.accept(text);
        } else {
            tooLong.run();
        }
    }
}
