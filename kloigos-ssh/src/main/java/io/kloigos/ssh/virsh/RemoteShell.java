package io.kloigos.ssh.virsh;

import java.util.Locale;

/** The one place that writes a line for the login shell of a host. */
final class RemoteShell {
    private RemoteShell() {}

    /** Quoted for a POSIX shell: every character stands for itself. */
    static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * virsh in plain English, without line folding, and without its history file: we leave nothing behind on a host. The
     * locale has to know UTF-8, or virsh's tables lose what is not ASCII; a host without it falls back to plain C. (A session daemon that virsh starts inherits the environment, hence not there.)
     */
    static String virsh(String uri) {
        String history = uri.toLowerCase(Locale.ROOT).contains("/session") ? "" : " XDG_CACHE_HOME=/dev/null";
        return "exec env LC_ALL=C.UTF-8 LANGUAGE=C TERM=dumb COLUMNS=4000 INPUTRC=/dev/null VIRSH_HISTSIZE=0" + history
                + " virsh -q -c " + quote(uri);
    }
}
