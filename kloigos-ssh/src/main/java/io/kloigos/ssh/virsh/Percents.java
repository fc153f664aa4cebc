package io.kloigos.ssh.virsh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a command says while it works: read as it comes, told on by whoever waits for its end. */
final class Percents extends ByteArrayOutputStream {
    /** {@code Migration: [ 45.3 %]} */
    static final Pattern OF_VIRSH = Pattern.compile("\\r?[A-Z][A-Za-z ]+: \\[ *(\\d+)(?:\\.\\d+)? ?%\\]");

    /** {@code ####      45.3%} */
    static final Pattern OF_CURL = Pattern.compile("\\r?[#=O -]*\\b(\\d+)(?:\\.\\d+)?%");

    private static final int NONE = -1;

    private final Pattern progress;
    private final IntConsumer percent;
    private volatile int last = NONE;

    Percents(Pattern progress, IntConsumer percent) {
        this.progress = progress;
        this.percent = percent;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        super.write(bytes, offset, length);
        Matcher found = progress.matcher(new String(bytes, offset, length, StandardCharsets.UTF_8));
        while (found.find()) {
            last = Math.min(100, Integer.parseInt(found.group(1)));
        }
    }

    void tell() {
        if (last != NONE) {
            percent.accept(last);
        }
    }

    /** What it said beside its progress. */
    String without(String err) {
        return progress.matcher(err).replaceAll("\n").strip();
    }
}
