package io.kloigos.core.image;

import java.nio.ByteBuffer;
import java.util.Random;

/** Qcow2 files as far as their headers go. */
public final class Qcow2 {
    private Qcow2() {}

    /** A version 3 file for a disk of that size, followed by noise. */
    public static byte[] file(long virtualSize, int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        ByteBuffer header = ByteBuffer.wrap(bytes);
        header.put(new byte[104]);
        header.putInt(0, 0x514649fb).putInt(4, 3).putInt(20, 16).putLong(24, virtualSize);
        return bytes;
    }

    /** The same with a number of eight bytes put into its header. */
    public static byte[] with(int offset, long value) {
        byte[] bytes = file(1 << 20, 1000);
        ByteBuffer.wrap(bytes).putLong(offset, value);
        return bytes;
    }
}
