package io.kloigos.ssh.virsh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What virsh says while it works, {@code Migration: [ 45.3 %]}: read as it comes, told on by whoever waits for its end. */
final class Percents extends ByteArrayOutputStream {
    private static final Pattern PROGRESS = Pattern.compile("\\r?[A-Z][A-Za-z ]+: \\[ *(\\d+)(?:\\.\\d+)? ?%\\]");
    private static final int NONE = -1;

    private final IntConsumer percent;
    private volatile int last = NONE;

    Percents(IntConsumer percent) {
        this.percent = percent;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        super.write(bytes, offset, length);
        Matcher found = PROGRESS.matcher(new String(bytes, offset, length, StandardCharsets.UTF_8));
        while (found.find()) {
            last = Math.min(100, Integer.parseInt(found.group(1)));
        }
    }

    void tell() {
        if (last != NONE) {
            percent.accept(last);
        }
    }

    /** What virsh said beside its progress. */
    static String without(String err) {
        return PROGRESS.matcher(err).replaceAll("\n").strip();
    }
}
