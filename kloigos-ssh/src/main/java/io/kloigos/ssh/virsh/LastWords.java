package io.kloigos.ssh.virsh;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the last few kilobytes of what is written to it. */
final class LastWords extends OutputStream {
    private static final int LIMIT = 4096;

    private final byte[] ring = new byte[LIMIT];
    private long written;

    @Override
    public synchronized void write(int b) {
        ring[(int) (written++ % LIMIT)] = (byte) b;
    }

    @Override
    public synchronized void write(byte[] data, int offset, int count) {
        for (int i = Math.max(0, count - LIMIT); i < count; i++) {
            write(data[offset + i]);
        }
    }

    synchronized String text() {
        int length = (int) Math.min(written, LIMIT);
        byte[] kept = new byte[length];
        for (int i = 0; i < length; i++) {
            kept[i] = ring[(int) ((written - length + i) % LIMIT)];
        }
        return new String(kept, StandardCharsets.UTF_8).strip();
    }
}
