package io.kloigos.ssh.virsh;

import java.util.regex.Pattern;

/** Passwords in descriptions of domains. */
public final class Secrets {
    /** Stands where a password was. */
    public static final String MASK = "********";

    private static final Pattern PASSWORD = Pattern.compile("(\\bpasswd=)(\"[^\"]*\"|'[^']*')");

    private static final Pattern PASSWORD_OPTION =
            Pattern.compile("(--(?:password|passwd|passphrase|base64|secret-value)[ =])('(?:[^'])*'|\\S+)");

    private Secrets() {}

    /** A command as one would type it, without what follows options that take a secret. */
    static String maskCommand(String line) {
        return PASSWORD_OPTION.matcher(mask(line)).replaceAll("$1" + MASK);
    }

    public static String mask(String xml) {
        return PASSWORD.matcher(xml).replaceAll("$1\"" + MASK + "\"");
    }
}
