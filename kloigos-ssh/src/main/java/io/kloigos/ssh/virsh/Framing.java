package io.kloigos.ssh.virsh;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How the replies of one warm shell are told apart.
 *
 * <p>virsh's shell prints its prompt and the line that it read before a command's output, folds long lines as it
 * likes, and knows no exit status. Every command is therefore written as two lines,
 *
 * <pre>
 * echo k\x17b;COMMAND
 * echo k\x17e;echo --err k\x17e
 * </pre>
 *
 * <p>with a random k…x of the shell's own and a running number. The backslash is virsh's quoting: the line as printed
 * back holds it, the token as echoed does not. The first token marks where the echoed line is over; the others end the
 * reply on both streams, even when virsh could not parse the first line at all. What virsh prints around the second
 * line is learned from the first reply.
 */
final class Framing {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int SECRET_LENGTH = 12;

    private final String secret;
    private int number;
    private @Nullable Gap gap;

    Framing(RandomGenerator random) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < SECRET_LENGTH; i++) {
            letters.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        secret = letters.toString();
    }

    Frame frame(VirshCommand command) {
        number++;
        String begin = secret + number + "b";
        String end = secret + number + "e";
        String endLine = "echo " + hidden(end) + ";echo --err " + hidden(end);
        return new Frame("echo " + hidden(begin) + ";" + command.line() + "\n" + endLine + "\n", begin, end, endLine);
    }

    private static String hidden(String token) {
        return token.charAt(0) + "\\" + token.substring(1);
    }

    /** Learns from the reply to {@code echo WORD} what stands between an output and its end token. */
    void learn(Frame frame, String segment, String word) {
        String after = afterBegin(frame, segment);
        if (after == null || !after.startsWith(word)) {
            throw new UnreadableReply("virsh did not echo a word");
        }
        String around = after.substring(word.length());
        int line = around.indexOf(frame.endLine());
        gap = line < 0
                ? new Gap(around, null)
                : new Gap(
                        around.substring(0, line),
                        around.substring(line + frame.endLine().length()));
    }

    /** The command's own output out of what arrived before the end token; empty when virsh could not parse it. */
    String body(Frame frame, String segment) {
        String after = afterBegin(frame, segment);
        if (after == null) {
            return "";
        }
        String around = Objects.requireNonNull(gap).around(frame.endLine());
        if (!after.endsWith(around)) {
            throw new UnreadableReply("virsh printed something unexpected after an output");
        }
        return after.substring(0, after.length() - around.length());
    }

    private static @Nullable String afterBegin(Frame frame, String segment) {
        int at = segment.indexOf(frame.begin());
        return at < 0 ? null : segment.substring(at + frame.begin().length());
    }

    /** The error text out of what arrived on stderr before {@code error: TOKEN}. */
    static String errors(String segment) {
        return segment.endsWith("error: ") ? segment.substring(0, segment.length() - "error: ".length()) : segment;
    }

    /** One command as sent, and what marks its reply. */
    record Frame(String text, String begin, String end, String endLine) {
        byte[] endBytes() {
            return end.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** A prompt before the end line and whatever follows it; or, without an echo, one constant text. */
    private record Gap(String before, @Nullable String behind) {
        String around(String line) {
            return behind == null ? before : before + line + behind;
        }
    }

    /** A reply that is not framed as the first one was. */
    static final class UnreadableReply extends RuntimeException {
        UnreadableReply(String message) {
            super(message);
        }
    }
}
