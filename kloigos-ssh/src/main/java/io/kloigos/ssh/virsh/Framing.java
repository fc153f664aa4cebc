package io.kloigos.ssh.virsh;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * How the replies of one warm shell are told apart.
 *
 * <p>virsh's shell prints its prompt and the line that it read before a command's output, folds long lines as it
 * likes, and knows no exit status. A command is therefore written between tokens,
 *
 * <pre>
 * echo b\xyz;COMMAND
 * echo e\xyzuvw;echo --err e\xyzuvw
 * </pre>
 *
 * <p>with random letters of the shell's own. The backslash is virsh's quoting: the line as printed back holds it, the
 * token as echoed does not. The first token marks where the echoed line is over; the others end the reply on both
 * streams. They stand on a line of their own because virsh runs nothing of a line that it cannot parse. Once it has
 * parsed a command of the same shape, all goes into one line, which halves the cost: virsh reads its input byte by
 * byte, at three system calls each, and a line costs more still. What virsh prints around an end token is learned when
 * the shell opens.
 */
final class Framing {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    /** It only has to differ from what a command holds. */
    private static final int BEGIN_LENGTH = 5;
    /** It must not be found in an output, which others may have written: 10 letters are 59 bits. */
    private static final int END_LENGTH = 10;

    private final String begin;
    private final byte[] end;
    private final String beginText;
    private final String endLine;
    private final Set<String> parsed = new HashSet<>();
    private String gapOfTwoLines = "";
    private String gapOfOneLine = "";

    Framing(RandomGenerator random) {
        begin = letters(random, BEGIN_LENGTH);
        String token = letters(random, END_LENGTH);
        end = token.getBytes(StandardCharsets.US_ASCII);
        beginText = "echo " + hidden(begin) + ";";
        endLine = "echo " + hidden(token) + ";echo --err " + hidden(token);
    }

    private static String letters(RandomGenerator random, int length) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < length; i++) {
            letters.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return letters.toString();
    }

    private static String hidden(String token) {
        return token.charAt(0) + "\\" + token.substring(1);
    }

    /** A command as it is written to the shell: in one line if a command like it was parsed before. */
    Frame frame(VirshCommand command) {
        return frame(command, parsed.contains(command.shape()));
    }

    Frame frame(VirshCommand command, boolean oneLine) {
        String text = beginText + command.line() + (oneLine ? ";" : "\n") + endLine + "\n";
        return new Frame(text, command.shape(), oneLine);
    }

    /** What ends a reply, on either stream. */
    byte[] end() {
        return end;
    }

    /** Learns from the replies to {@code echo WORD} in two lines and in one what stands before an end token. */
    void learn(String inTwoLines, String inOneLine, String word) {
        gapOfTwoLines = behind(word, inTwoLines);
        gapOfOneLine = behind(word, inOneLine);
    }

    private String behind(String word, String segment) {
        int at = afterBegin(segment);
        if (at < 0 || !segment.startsWith(word, at)) {
            throw new UnreadableReply("virsh did not echo a word");
        }
        return segment.substring(at + word.length());
    }

    /** The command's own output out of what arrived before the end token; empty when virsh could not parse it. */
    String body(Frame frame, String segment) {
        int from = afterBegin(segment);
        if (from < 0) {
            return "";
        }
        String gap = frame.oneLine() ? gapOfOneLine : gapOfTwoLines;
        int to = segment.length() - gap.length();
        if (to < from || !segment.endsWith(gap)) {
            throw new UnreadableReply("virsh printed something unexpected after an output");
        }
        parsed.add(frame.shape());
        return segment.substring(from, to);
    }

    private int afterBegin(String segment) {
        int at = segment.indexOf(begin);
        return at < 0 ? at : at + begin.length();
    }

    /** The error text out of what arrived on stderr before {@code error: TOKEN}. */
    static String errors(String segment) {
        return segment.endsWith("error: ") ? segment.substring(0, segment.length() - "error: ".length()) : segment;
    }

    /**
     * One command as sent.
     *
     * @param shape what decides whether virsh can parse it
     */
    record Frame(String text, String shape, boolean oneLine) {}

    /** A reply that is not framed as the first one was. */
    static final class UnreadableReply extends RuntimeException {
        UnreadableReply(String message) {
            super(message);
        }
    }
}
