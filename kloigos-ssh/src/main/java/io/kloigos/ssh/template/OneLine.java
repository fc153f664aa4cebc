package io.kloigos.ssh.template;

/**
 * Any text as text on one line that XML can carry. What XML forbids, or what its readers or a host's shell would change
 * on the way (controls, line separators, lone surrogates), is written as {@code \\uXXXX}, a backslash as two.
 */
public final class OneLine {
    private OneLine() {}

    static String of(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\\') {
                line.append("\\\\");
            } else if (standsForItself(c)) {
                line.appendCodePoint(c);
            } else {
                line.append(String.format("\\u%04x", c));
            }
        });
        return line.toString();
    }

    private static boolean standsForItself(int c) {
        return !Character.isISOControl(c)
                && !(c >= 0xd800 && c <= 0xdfff)
                && c != 0x2028
                && c != 0x2029
                && c != 0xfffe
                && c != 0xffff;
    }

    /** The text again; what was never made by {@link #of} is left as it is. */
    public static String read(String line) {
        StringBuilder text = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            char next = i + 1 < line.length() ? line.charAt(i + 1) : ' ';
            if (c == '\\' && next == '\\') {
                text.append(c);
                i++;
            } else if (c == '\\' && next == 'u' && isHex(line, i + 2)) {
                text.append((char) Integer.parseInt(line, i + 2, i + 6, 16));
                i += 5;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static boolean isHex(String line, int from) {
        return from + 4 <= line.length()
                && line.chars().skip(from).limit(4).allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }
}
