package io.kloigos.ssh.virsh;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The one place that writes a line for the login shell of a host. */
final class RemoteShell {
    /** Runs the script in {@code $0} as leader of a process group, which sshd makes of every command by itself. */
    private static final String OWN_GROUP = "read -r a b c d g r </proc/$$/stat;"
            + " [ \"$g\" = $$ ] || exec setsid sh -c \"$0\" \"$0\" \"$@\"; eval \"$0\"";

    /**
     * Three virshs that print events, each under a shell of its own, and two shells that wait for the end of their input,
     * so that one of them may be killed. Whoever ends takes the whole process group along, hence itself: nothing is left
     * behind, whether a virsh died, the channel was closed or the connection broke.
     *
     * <p>virsh does not say when it listens. But its main thread reads from a pipe then, for the first time and until it
     * ends (libvirt: vshEventWait, called once all events are registered; before that it only polls a socket), and
     * /proc says so. Where the kernel hides that (a zero), a virsh that has slept for half a second counts as ready. Each
     * turn of that loop starts a program, so there are few: with more of them, waiting costs more than starting the virshs.
     *
     * <p>No quotes, backslashes or line ends in it that some login shell would not leave alone.
     */
    private static final String EVENTS = "u=$1;"
            + " feed() { virsh -q -c \"$u\" \"$@\" --loop --timestamp & v=$!; n=0;"
            + " while s=; read -r a b s r </proc/$v/stat && [ \"$s\" != Z ]; do"
            + " w=; read -r w </proc/$v/wchan;"
            + " case $b$s$w in *virsh*S*pipe*) n=99;; *virsh*S|*virsh*S0) n=$((n + 1));; *) n=0;; esac;"
            + " if [ $n -gt 16 ]; then echo \"" + EventFeed.READY + " $1\"; break; fi;"
            + " sleep 0.03; done 2>/dev/null;"
            + " wait $v; kill -9 0; };"
            + " feed event --all & feed net-event --event=lifecycle & feed pool-event --event=lifecycle &"
            + " exec 3<&0; till_eof() { while read -r a; do :; done; kill -9 0; };"
            + " till_eof <&3 & till_eof";

    static final String DOCUMENT_READ = "read";

    /**
     * Makes a pipe and prints the id of the process whose fd 4 its reading end is; then takes a line with a number of bytes, and
     * those; then a line, upon which it makes the next pipe. The writing end is open before the id is told, so that whoever opens the
     * other one waits for the document and reads to its end, and is closed after the last byte. A reader that gives up leaves the
     * writer waiting, not longer than it is given.
     *
     * <p>{@code head} reads its input no further than it should, and nothing else reads that meanwhile. What fails ends the shell.
     */
    private static final String DOCUMENTS = "timeout 9 head -c 0 </proc/self/stat && exec 3<&0 &&"
            + " while : | { exec 4<&0 <&3 6>/proc/self/fd/4; read -r p r </proc/self/stat; echo $p;"
            + " read -r n && timeout 60 head -c $n >&6 && exec 6>&- && echo " + DOCUMENT_READ
            + " >&2 && read -r r; }; do :; done";

    /**
     * Puts what is read from stdin before what curl fetches, and all of it into a volume; on stdout the end of what curl
     * says of its answer, curl's exit status, the SHA-256 of everything, and virsh's exit status, in that order. The words
     * are the libvirt URI, the pool, the volume, how many bytes there are of all and of the start, and those of curl, which is
     * to write to fd 5. Nothing of it outlives the channel: stdin stays open until the end, and when it is closed before,
     * everything dies.
     *
     * <p>{@code head} reads its input no further than it should. No quotes, backslashes or line ends in it that some login
     * shell would not leave alone.
     */
    static final String FETCH = "command -v curl >/dev/null || { echo \"error: there is no curl\" >&2; exit; };"
            + " u=$1 p=$2 v=$3 all=$4 n=$5; shift 5; exec 4>&1 6<&0;"
            + " till_eof() { while read -r a; do :; done; kill -9 0; };"
            + " { { head -c $n <&6; till_eof <&6 >/dev/null 2>&1 3>&- 4>&- & w=$!;"
            + " { { curl -q \"$@\"; echo \"exit $?\"; } | tail -c 8000 >&4; } 5>&1; kill $w; }"
            + " | tee /dev/fd/3 | sha256sum >&4; } 3>&1"
            + " | virsh -q -c \"$u\" vol-upload --pool \"$p\" --vol \"$v\" --length $all --file /dev/stdin >&2;"
            + " echo \"stored $?\"";

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
        return environment(uri) + " virsh -q -c " + quote(uri);
    }

    private static String environment(String uri) {
        String history = uri.toLowerCase(Locale.ROOT).contains("/session") ? "" : " XDG_CACHE_HOME=/dev/null";
        return "exec env LC_ALL=C.UTF-8 LANGUAGE=C TERM=dumb COLUMNS=4000 INPUTRC=/dev/null VIRSH_HISTSIZE=0" + history;
    }

    /** A shell that holds documents for as long as its stdin is open. */
    static String documents() {
        return "exec env LC_ALL=C sh -c " + quote(DOCUMENTS);
    }

    /** {@link #FETCH} with these words, on a terminal so narrow that curl's progress takes little room. */
    static String fetch(String uri, List<String> words) {
        return environment(uri) + " COLUMNS=40 sh -c " + quote(OWN_GROUP) + " " + quote(FETCH) + " "
                + words.stream().map(RemoteShell::quote).collect(Collectors.joining(" "));
    }

    /** The host's events on stdout, for as long as stdin is open. */
    static String events(String uri) {
        return environment(uri) + " sh -c " + quote(OWN_GROUP) + " " + quote(EVENTS) + " " + quote(uri);
    }
}
