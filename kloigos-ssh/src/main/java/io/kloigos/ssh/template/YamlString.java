package io.kloigos.ssh.template;

/** Text as a YAML double-quoted scalar (YAML 1.1 and 1.2, chapters 5 and 7): it never ends early and hides nothing. */
final class YamlString {
    private YamlString() {}

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (isPrintable(c)) {
                quoted.appendCodePoint(c);
            } else if (c < 0x10000) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append(String.format("\\U%08x", c));
            }
        });
        return quoted.append('"').toString();
    }

    /** What may stand as it is; line separators, controls, the byte order mark and lone surrogates may not. */
    private static boolean isPrintable(int c) {
        return c >= 0x20 && c <= 0x7e
                || c >= 0xa0 && c <= 0xd7ff && c != 0x2028 && c != 0x2029
                || c >= 0xe000 && c <= 0xfffd && c != 0xfeff
                || c >= 0x10000;
    }
}
