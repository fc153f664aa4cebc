package io.kloigos.ssh.virsh;

import io.kloigos.core.hypervisor.RanCommand;
import java.util.regex.Pattern;

/** Passwords in descriptions of domains. */
public final class Secrets {
    /** Stands where a password was. */
    public static final String MASK = "********";

    private static final Pattern PASSWORD = Pattern.compile("(\\bpasswd=)(\"[^\"]*\"|'[^']*')");

    private static final Pattern PASSWORD_OPTION =
            Pattern.compile("(--(?:password|passwd|passphrase|base64|secret-value)[ =])('(?:[^'])*'|\\S+)");

    private static final Pattern SECRET =
            Pattern.compile("(?i)((?:password|passwd|passphrase|secret|token|api[_-]?key|authorization)\\S{0,20}?"
                    + "[ \\t]*[=:][ \\t]*(?:(?:bearer|basic)[ \\t]+)?)\\S+");

    private Secrets() {}

    /** A command as one would type it, without what follows options that take a secret. */
    static String maskCommand(String line) {
        return PASSWORD_OPTION.matcher(mask(line)).replaceAll("$1" + MASK);
    }

    /** The end of what a command printed, without what stands behind words for secrets. */
    static String maskOutput(String output) {
        String masked = SECRET.matcher(output.strip()).replaceAll("$1" + MASK);
        int tooMany = masked.length() - RanCommand.LONGEST_OUTPUT;
        return tooMany <= 0 ? masked : "…" + masked.substring(tooMany + 1);
    }

    public static String mask(String xml) {
        return PASSWORD.matcher(xml).replaceAll("$1\"" + MASK + "\"");
    }
}
