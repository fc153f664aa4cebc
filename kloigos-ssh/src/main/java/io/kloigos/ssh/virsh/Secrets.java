package io.kloigos.ssh.virsh;

import java.util.regex.Pattern;

/** Passwords in descriptions of domains. */
public final class Secrets {
    /** Stands where a password was. */
    public static final String MASK = "********";

    private static final Pattern PASSWORD = Pattern.compile("(\\bpasswd=)(\"[^\"]*\"|'[^']*')");

    private Secrets() {}

    public static String mask(String xml) {
        return PASSWORD.matcher(xml).replaceAll("$1\"" + MASK + "\"");
    }
}
